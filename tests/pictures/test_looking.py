"""What is a picture, and what is shown of it."""

import io

import pytest
from PIL import Image

from fieldvisit.pictures import looking
from fieldvisit.pictures.looking import NotAPicture, TooManyPixels, Truncated
from tests.pictures import drawn


def shown(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_photo_is_turned_and_carries_nothing_of_its_origin():
    original = drawn.jpeg(orientation=6, gps=True)
    assert b"secret" in original and Image.open(io.BytesIO(original)).getexif().get_ifd(0x8825)
    found = looking.draw(original)
    assert (found.format, found.width, found.height) == ("JPEG", 480, 640)
    large, small = shown(found.large), shown(found.small)
    assert dict(large.getexif()) == {} and not {"icc_profile", "comment", "exif", "xmp"} & set(large.info)
    assert large.getpixel((240, 20))[0] < 60 < large.getpixel((240, 620))[0], "the dark side is now the upper one"
    assert max(small.size) == looking.SMALL and b"secret" not in found.large + found.small


def test_a_large_photo_is_shown_smaller():
    found = looking.draw(drawn.jpeg(5_000, 4_000))
    assert max(found.width, found.height) == looking.LARGE


def test_a_signature_drawn_on_nothing_is_read_on_white():
    found = looking.draw(drawn.signature())
    large = shown(found.large).convert("RGB")
    assert found.format == "PNG" and min(large.getpixel((2, 2))) > 245 and max(large.getpixel((200, 65))) < 120


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"<svg/>", b"GIF89a" + bytes(100), bytes(1_000)])
def test_what_is_not_a_photo_is_said_to_be_none(content):
    with pytest.raises(NotAPicture):
        looking.head(content)


def test_two_hundred_megapixels_are_refused_from_the_head_alone():
    with pytest.raises(TooManyPixels, match="40 millions"):
        looking.head(drawn.huge_png())
    with pytest.raises(TooManyPixels):
        looking.head(drawn.huge_png(8_000, 8_000))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_without_its_end_is_truncated(format):
    out = io.BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(out, format)
    whole = out.getvalue()
    assert looking.head(whole).format == format
    for kept in (len(whole) // 2, len(whole) - 20):
        with pytest.raises(Truncated):
            looking.head(whole[:kept])


def test_a_picture_broken_inside_is_truncated_once_it_is_drawn():
    out = io.BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(out, "PNG")
    broken = bytearray(out.getvalue())
    broken[len(broken) // 2 : len(broken) // 2 + 200] = bytes(200)
    with pytest.raises(Truncated):
        looking.draw(bytes(broken))


def test_a_thumbnail_in_the_head_does_not_pass_for_the_photo_s_end():
    thumbnail = drawn.jpeg(64, 48)
    photo = Image.effect_noise((300, 300), 80).convert("RGB")
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=b"Exif\x00\x00" + thumbnail)
    with pytest.raises(Truncated):
        looking.head(out.getvalue()[:-500])
