"""When people work: patterns of the week, absences, school and public holidays."""
