"""The API index behind `matrices.symbols`: how it is built, written, read and asked."""
