"""What was found among files, as one JSON document."""

from darkfigure.media.clips import Clip
from darkfigure.media.fingerprint import Fingerprint
from darkfigure.media.groups import Relation
from darkfigure.media.near_duplicates import NearDuplicates
from darkfigure.media.pdq import to_hex
from darkfigure.media.sound import SoundPrint
from darkfigure.media.video import VideoPrint

_POINTS = 40  # places that agree, enough to see an overlay by


def found_to_dict(found: NearDuplicates) -> dict[str, object]:
    """Groups, pictures that stand alone by number, what was skipped, and how pictures were decoded."""
    return {
        "decoder": found.decoder,
        "pictures": len(found.pictures),
        "groups": [
            {
                "members": [
                    {**picture_to_dict(found.pictures[row]), "relation": how}
                    for row, how in zip(
                        group.rows, [None, *(_relation(one, found) for one in group.relations)], strict=True
                    )
                ]
            }
            for group in found.groups
        ],
        "videos": len(found.videos),
        "video_groups": [
            {
                "members": [
                    {**_video(found.videos[row]), "relation": how}
                    for row, how in zip(group.rows, [None, *(_clip(one, found) for one in group.clips)], strict=True)
                ]
            }
            for group in found.video_groups
        ],
        "listener": found.listener,
        "sounds": len(found.sounds),
        "sound_groups": [
            {
                "members": [
                    {**_sound(found.sounds[row]), "relation": how}
                    for row, how in zip(
                        group.rows, [None, *(_shared_sound(one, found) for one in group.clips)], strict=True
                    )
                ]
            }
            for group in found.sound_groups
        ],
        "stills": _stills(found),
        "stopped": [{"path": str(one.path), "label": one.label} for one in found.stopped],
        "skipped": [{"path": str(one.path), "reason": one.reason} for one in found.skipped],
    }


def picture_to_dict(one: Fingerprint) -> dict[str, object]:
    """A picture: file, digest, size, hash."""
    return {
        "path": str(one.path),
        "blake3": one.digest,
        "format": one.format,
        "width": one.width,
        "height": one.height,
        "pdq": to_hex(one.whole.words[0]),
        "quality": one.whole.quality,
        "notes": list(one.notes),
    }


def _relation(one: Relation, found: NearDuplicates) -> dict[str, object]:
    change = one.change
    return {
        "to": str(found.pictures[one.to].path),
        "change": change.words(),
        "mirrored": change.mirrored,
        "degrees": change.degrees,
        "scale": round(change.scale, 4),
        "kept": round(change.kept, 3),
        "filled": round(change.filled, 3),
        "same": round(change.same, 3),
        "found_by": one.found_by,
        "distance": one.distance,
        "affine": [[round(float(value), 5) for value in row] for row in one.affine],
        "inliers": len(one.points),
        "points": [[round(float(value), 1) for value in row] for row in one.points[:_POINTS]],
    }


def _video(one: VideoPrint) -> dict[str, object]:
    return {
        "path": str(one.path),
        "blake3": one.digest,
        "format": one.format,
        "width": one.width,
        "height": one.height,
        "seconds": one.seconds,
        "frames": len(one.times),
        "notes": list(one.notes),
    }


def _clip(one: Clip, found: NearDuplicates) -> dict[str, object]:
    return {
        "to": str(found.videos[one.here].path),
        "offset": one.offset,
        "begin": one.begin,
        "end": one.end,
        "frames": one.frames,
        "share": round(one.share, 3),
        "mirrored": one.mirrored,
    }


def _sound(one: SoundPrint) -> dict[str, object]:
    return {"path": str(one.path), "blake3": one.digest, "seconds": round(one.seconds, 2)}


def _shared_sound(one: Clip, found: NearDuplicates) -> dict[str, object]:
    return {
        "to": str(found.sounds[one.here].path),
        "change": ["sound"],
        "offset": one.offset,
        "begin": one.begin,
        "end": one.end,
        "share": round(one.share, 3),
    }


def _stills(found: NearDuplicates) -> list[dict[str, object]]:
    return [
        {
            "path": str(found.pictures[one.picture].path),
            "video": str(found.videos[one.video].path),
            "at": round(one.at, 2),
            "change": one.change.words(),
            "kept": round(one.change.kept, 3),
            "filled": round(one.change.filled, 3),
            "same": round(one.change.same, 3),
            "found_by": one.found_by,
            "affine": [[round(float(value), 5) for value in row] for row in one.affine],
        }
        for one in found.stills
    ]
