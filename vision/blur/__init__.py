"""Pictures in which nobody can be recognised, made on demand in a process of its own and nowhere else."""
