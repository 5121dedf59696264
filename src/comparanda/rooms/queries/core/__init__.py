"""Rules of ad hoc queries: values in, values out."""
