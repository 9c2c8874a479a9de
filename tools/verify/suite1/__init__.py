"""Suite 1 of the Entrenous protocol, written a second time: docs/protocol.md §1–§3, §5, §9, §11."""
