"""What others use of the hotline: taking reports and ratings, and what of them the public may read."""

from backend.hotline.service.published import PublicVoices, public_voices
from backend.hotline.service.ratings import rate
from backend.hotline.service.reports import Reporter, follow, submit

__all__ = ["PublicVoices", "Reporter", "follow", "public_voices", "rate", "submit"]
