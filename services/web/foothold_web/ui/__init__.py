"""How pages look and speak: templates, words in the reader's language, formats of money and time, icons."""
