// The one script of the admin area: asks the device for a passkey and sends its answer with an ordinary form.
// Without script, or in a browser without passkeys, nothing of this is shown.
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const each = (what, deed) => document.querySelectorAll(what).forEach(deed);
  each("[data-mit-skript]", (part) => { part.hidden = false; });
  each("[data-ohne-skript]", (part) => { part.hidden = true; });
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) => {
    let plain = "";
    new Uint8Array(buffer).forEach((byte) => { plain += String.fromCharCode(byte); });
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const ask = async () => {
    const options = JSON.parse(form.dataset.fragen);
    options.challenge = bytes(options.challenge);
    if (form.dataset.passkey === "neu") {
      options.user.id = bytes(options.user.id);
      options.excludeCredentials = named(options.excludeCredentials);
      return navigator.credentials.create({ publicKey: options });
    }
    options.allowCredentials = named(options.allowCredentials);
    return navigator.credentials.get({ publicKey: options });
  };
  const answer = (key) => {
    const said = { clientDataJSON: text(key.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[part]) said[part] = text(key.response[part]);
    }
    return { id: key.id, rawId: text(key.rawId), type: key.type, response: said, extensions: {} };
  };

  const missed = form.querySelector("[data-verpasst]");
  let busy = false;
  const go = async () => {
    if (busy) return;
    busy = true;
    missed.hidden = true;
    try {
      form.elements.antwort.value = JSON.stringify(answer(await ask()));
      form.submit();
    } catch {
      missed.hidden = false;
      busy = false;
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go();
  });
  go();
})();
