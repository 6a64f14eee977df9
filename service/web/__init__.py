"""The pages, and what the pages and the REST API share: how a request is read, guarded and shown."""
