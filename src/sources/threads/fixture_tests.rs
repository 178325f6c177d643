use super::super::graph::fixture_folder::{folder, readings, summary};
use super::ThreadsConnector;

#[test]
fn dump() {
    let Some(folder) = folder("threads") else { return };
    let readings = readings(&ThreadsConnector, &folder);
    println!("{}", summary(&readings).join("\n"));
    for (name, r) in &readings {
        if let Ok(p) = r {
            for i in &p.items {
                println!("{name} {}", serde_json::to_string(i).unwrap());
            }
            for q in &p.quarantined {
                println!("{name} SKIP {:?}", q);
            }
            for h in &p.hints {
                println!("{name} HINT {h:?}");
            }
        } else {
            println!("{name} ERR {:?}", r.as_ref().unwrap_err());
        }
    }
}
