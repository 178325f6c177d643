//! Group commit (DESIGN D4): many small results of delivery and inbox share one transaction, at most 50 ms or 200 apart.
//! Each runs in a savepoint of its own, so one that fails takes nobody along.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::db::{Conn, Db, Lane};
use super::error::StoreError;

type Work = Box<
    dyn for<'a, 'c> FnOnce(&'a mut Conn<'c>) -> Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'a>>
        + Send,
>;

/// At most this many results share a transaction.
const MOST: usize = 200;
/// At most this long a result waits for company.
const LONGEST: Duration = Duration::from_millis(50);

/// Takes small writes and commits them together. Cheap to clone; ends when the last clone is dropped.
#[derive(Clone)]
pub struct GroupWriter(mpsc::Sender<(Work, oneshot::Sender<Result<(), StoreError>>)>);

impl GroupWriter {
    /// Starts the writer on a database.
    #[must_use]
    pub fn start(db: Db) -> Self {
        let (sender, mut receiver) = mpsc::channel::<(Work, oneshot::Sender<Result<(), StoreError>>)>(4 * MOST);
        tokio::spawn(async move {
            while let Some(first) = receiver.recv().await {
                let mut batch = vec![first];
                let deadline = tokio::time::Instant::now() + LONGEST;
                while batch.len() < MOST {
                    match tokio::time::timeout_at(deadline, receiver.recv()).await {
                        Ok(Some(next)) => batch.push(next),
                        Ok(None) | Err(_) => break,
                    }
                }
                commit(&db, batch).await;
            }
        });
        Self(sender)
    }

    /// Runs `work` in a shared transaction and returns once it is committed.
    ///
    /// # Errors
    /// What `work` returns, the commit's failure, or [`StoreError::Stopped`].
    pub async fn write(
        &self,
        work: impl for<'a, 'c> FnOnce(&'a mut Conn<'c>) -> Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'a>>
        + Send
        + 'static,
    ) -> Result<(), StoreError> {
        let (answer, waiting) = oneshot::channel();
        self.0.send((Box::new(work), answer)).await.map_err(|_| StoreError::Stopped)?;
        waiting.await.map_err(|_| StoreError::Stopped)?
    }
}

async fn commit(db: &Db, batch: Vec<(Work, oneshot::Sender<Result<(), StoreError>>)>) {
    let mut works = Vec::with_capacity(batch.len());
    let mut answers = Vec::with_capacity(batch.len());
    for (work, answer) in batch {
        works.push(work);
        answers.push(answer);
    }
    let outcome = db
        .write_in(Lane::Normal, async |conn: &mut Conn<'_>| {
            let mut results = Vec::with_capacity(works.len());
            for work in works {
                conn.bare("SAVEPOINT one").await?;
                let result = work(conn).await;
                if result.is_err() {
                    conn.bare("ROLLBACK TO SAVEPOINT one").await?;
                }
                conn.bare("RELEASE SAVEPOINT one").await?;
                results.push(result);
            }
            Ok::<_, StoreError>(results)
        })
        .await;
    match outcome {
        Ok(results) => {
            for (answer, result) in answers.into_iter().zip(results) {
                // A receiver that went away no longer needs to know.
                let _ = answer.send(result);
            }
        }
        Err(error) => {
            tracing::warn!(%error, waiting = answers.len(), "a shared transaction failed; each caller tries again");
            for answer in answers {
                let _ = answer.send(Err(StoreError::Stopped));
            }
        }
    }
}
