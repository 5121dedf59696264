"""The pure part of the audit log: how a chain of entries is hashed and checked."""
