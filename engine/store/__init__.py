"""The database: engine and transactions, migrations, and the few reads that rules need inside a transaction."""
