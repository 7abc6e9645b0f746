"""When the screens are built again, and what of the former build stays."""

import os

from fieldvisit.launch import build


def sources(root):
    (root / "fieldvisit" / "__pycache__").mkdir(parents=True)
    (root / "fieldvisit" / "page.py").write_text("a")
    (root / "requirements.lock").write_text("a")
    return root


def test_a_changed_source_or_lock_asks_for_a_build_and_nothing_else_does(tmp_path):
    root = sources(tmp_path)
    first = build.fingerprint(root)
    (root / "fieldvisit" / "__pycache__" / "page.pyc").write_text("b")
    (root / "README.md").write_text("b")
    assert build.fingerprint(root) == first
    (root / "requirements.lock").write_text("b")
    second = build.fingerprint(root)
    assert second != first
    (root / "fieldvisit" / "page.js").write_text("b")
    assert build.fingerprint(root) != second


def test_the_chunks_of_a_former_build_stay_a_month_from_the_day_they_were_replaced(tmp_path):
    assets, former = tmp_path / "assets", tmp_path / "former"
    assets.mkdir()
    (assets / "old-1.js").write_text("1")
    os.utime(assets / "old-1.js", (0, 0))
    now = (tmp_path / "assets").stat().st_mtime
    build.keep_former(assets, former, now)
    assert (former / "old-1.js").read_text() == "1"
    (assets / "old-1.js").unlink()
    build.keep_former(assets, former, now + build.FORMER_FOR - 60)
    assert (former / "old-1.js").exists()
    build.keep_former(assets, former, now + build.FORMER_FOR + 3600)
    assert not (former / "old-1.js").exists()


def test_the_frontend_lock_names_no_registry():
    text = (build.ROOT / "reflex.lock" / "package-lock.json").read_text()
    assert '"resolved": "http' not in text
    assert '"integrity"' in text


def test_a_demo_build_is_not_taken_for_a_real_one(tmp_path, monkeypatch):
    monkeypatch.setenv("FIELDVISIT_DEMO", "1")
    demo = build.fingerprint(tmp_path)
    monkeypatch.setenv("FIELDVISIT_DEMO", "0")
    assert build.fingerprint(tmp_path) != demo
