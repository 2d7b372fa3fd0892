from backend.parents.service.members import join_group

__all__ = ["join_group"]
