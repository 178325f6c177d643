//! 3. It is said: compose → post + change + activity + deliveries, in one transaction.
