"""One spelling for each size: "medium" is "M", "2XL" is "XXL", "eu42" is "EU 42", "W32 L34" is "32x34"."""

import re
import unicodedata

_LETTERS = {
    "xxs": "XXS", "2xs": "XXS", "xs": "XS", "s": "S", "m": "M", "l": "L", "xl": "XL", "xxl": "XXL", "2xl": "XXL",
    "xxxl": "3XL", "3xl": "3XL", "xxxxl": "4XL", "4xl": "4XL", "5xl": "5XL",
    "xsmall": "XS", "extrasmall": "XS", "small": "S", "sm": "S", "medium": "M", "med": "M", "large": "L", "lg": "L",
    "xlarge": "XL", "extralarge": "XL", "xxlarge": "XXL", "2xlarge": "XXL", "doubleextralarge": "XXL",
    "小号": "S", "中号": "M", "大号": "L", "加大号": "XL", "特大号": "XXL",
    "onesize": "one size", "onesizefitsall": "one size", "onesizefitsmost": "one size", "os": "one size",
    "freesize": "one size", "均码": "one size",
}  # fmt: skip
_SHOE = re.compile(r"(eu|eur|us|uk|cn|jp)\s*(\d+(?:\.\d+)?)", re.IGNORECASE)
_INSEAM = re.compile(r"w?\s*(\d{2,3})\s*[x×*/ ]\s*l?\s*(\d{2,3})", re.IGNORECASE)
_MEASURE = re.compile(r"(\d+(?:\.\d+)?)\s*(mm|cm|m|ml|l|g|kg|in|inch|inches|oz|ft)", re.IGNORECASE)


def canonical_size(text: str) -> str:
    """The canonical spelling; a size of no known kind stays as the catalogue writes it, its whitespace folded."""
    folded = " ".join(unicodedata.normalize("NFKC", text).split())
    letters = re.sub(r"[\s_-]", "", folded.casefold())
    if letters in _LETTERS:
        return _LETTERS[letters]
    if match := _SHOE.fullmatch(folded):
        system = match[1].upper()
        return f"{'EU' if system == 'EUR' else system} {match[2]}"
    if match := _INSEAM.fullmatch(folded):
        return f"{match[1]}x{match[2]}"
    if match := _MEASURE.fullmatch(folded):
        return f"{match[1]} {match[2].lower()}"
    return folded
