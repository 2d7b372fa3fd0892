"""Who may do what: declared here, written to docs/permissions.md, and asked cell by cell in the tests."""
