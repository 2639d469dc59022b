"""The programme as a file that is edited: `declared/programme.yaml` as text, and its form as a workbook."""
