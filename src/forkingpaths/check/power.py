"""What is on the disk after a loss of power, as a command of the user's judges it (explore/power_loss.py)."""

from __future__ import annotations

from dataclasses import dataclass

from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.explore.power_loss import Loss
from forkingpaths.explore.trace import Run

SHOWN_FILES, SHOWN_LOST, SHOWN_LINES = 6, 3, 3


@dataclass(slots=True, frozen=True)
class PowerLost:
    """The power may fail at a moment at which the disk holds something that the command given with `--after` does not accept."""

    id: str = "power-loss"
    title: str = "a loss of power leaves a disk on which the command fails"
    manual: str = "fsync(2), rename(2), sync(2)"
    mend: str = "fsync a file before rename puts it in the place of the old one, and the directory where the name itself must last"
    example: str = "corpus/20_power"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        loss = run.details.get("power loss")
        if not isinstance(loss, Loss):
            return []
        t, answer = loss.transition, loss.answer
        step = t.step + 1
        files = [f"{path} ({size} bytes)" for path, size in answer.files]
        words = [
            f"power is lost behind step {step} ({t.call or 'user code'} by {t.tid})",
            f"not on the disk: {_some(loss.lost, SHOWN_LOST) or 'nothing is lost'}",
            f"on it, of the files that were written: {_some(files, SHOWN_FILES) or 'nothing'}",
        ]
        said = answer.output.decode(errors="replace").splitlines()[:SHOWN_LINES]
        if said:
            words.append(f"the command says: {' / '.join(said)}")
        title = f"after a loss of power, `{loss.command}` {_ending(answer.status)}"
        return [Finding(self.id, title, "; ".join(words), (step,), t.tid)]


def _some(words: tuple[str, ...] | list[str], count: int) -> str:
    """The first of them."""
    more = f" and {len(words) - count} more" if len(words) > count else ""
    return ", ".join(words[:count]) + more


def _ending(status: int | None) -> str:
    if status is None:
        return "never ends"
    return f"is killed by signal {status & 0x7F}" if status & 0x7F else f"ends with status {status >> 8}"


REGISTRY.add(PowerLost())
