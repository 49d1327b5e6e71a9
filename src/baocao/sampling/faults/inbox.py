"""The files on their way to the inbox, and faults that concern files rather than figures."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from baocao.sampling import clock
from baocao.sampling.faults.scene import Fault, Mark, Scene
from baocao.sampling.lineage import ReportKey
from baocao.sampling.pages import Delivery, Page
from baocao.settings import vietnam_day

Change = Callable[[Delivery], list[Mark] | None]


@dataclass
class Inbox:
    """All deliveries, by path."""

    scene: Scene
    deliveries: dict[str, Delivery] = field(default_factory=dict)

    def add(self, delivery: Delivery) -> Delivery:
        """Add a file; a name that the folder has already gets a number, as browsers give it."""
        stem, dot, suffix = delivery.file_name.rpartition(".")
        number = 1
        while delivery.path in self.deliveries:
            number += 1
            delivery = replace(delivery, file_name=f"{stem} ({number}){dot}{suffix}")
        self.deliveries[delivery.path] = delivery
        return delivery

    def replace(self, old: Delivery, new: Delivery) -> Delivery:
        """Put a changed file in the place of a file."""
        del self.deliveries[old.path]
        return self.add(new)

    def remove(self, delivery: Delivery) -> None:
        """Take a file out: its sender never sends it."""
        del self.deliveries[delivery.path]

    def inject(
        self,
        fault_class: str,
        count: int,
        candidates: Iterable[Delivery],
        change: Change,
        *,
        keeps_figures: bool = True,
    ) -> None:
        """Put up to `count` faults into files whose reports bear none.

        Args:
            fault_class: the name of the class in the truth file.
            count: how many in the whole province; fewer in a part of it.
            candidates: files that suit the fault.
            change: makes the fault and returns its marks, or returns None and changes nothing.
            keeps_figures: the figures arrive in the end, so other reports of the series may bear
                faults as well.
        """
        put = 0
        by_path = {delivery.path: delivery for delivery in candidates}
        for path in self.scene.dice.shuffled(by_path, fault_class):
            delivery = by_path[path]
            if put == self.scene.scaled(count):
                return
            if self.deliveries.get(path) is not delivery or not self._free(delivery, keeps_figures):
                continue
            marks = change(delivery)
            if marks is not None:
                self._take(delivery, keeps_figures)
                self.scene.faults.append(Fault(fault_class, tuple(marks)))
                put += 1

    def _free(self, delivery: Delivery, keeps_figures: bool) -> bool:
        is_free = self.scene.report_is_free if keeps_figures else self.scene.is_free
        return all(is_free(key) for key in delivery.keys)

    def _take(self, delivery: Delivery, keeps_figures: bool) -> None:
        for key in delivery.keys:
            (self.scene.take_report if keeps_figures else self.scene.take)(key)

    def inject_pages(
        self,
        fault_class: str,
        count: int,
        suits: Callable[[Delivery, Page], bool],
        change: Callable[[Delivery, Page], list[Mark] | None],
        *,
        keeps_figures: bool = True,
    ) -> None:
        """Put up to `count` faults into single reports, wherever they stand in a file.

        Args:
            fault_class: the name of the class in the truth file.
            count: how many in the whole province; fewer in a part of it.
            suits: tells whether a report suits the fault.
            change: makes the fault and returns its marks, or returns None and changes nothing.
            keeps_figures: as for `inject`.
        """
        is_free = self.scene.report_is_free if keeps_figures else self.scene.is_free
        held = self.by_report()
        put = 0
        for key in self.scene.dice.shuffled(held, fault_class, count):
            if put == self.scene.scaled(count):
                return
            delivery = self.deliveries.get(held[key].path)
            page = delivery.page(key) if delivery else None
            if not delivery or not page or not is_free(key) or not suits(delivery, page):
                continue
            marks = change(delivery, page)
            if marks is not None:
                (self.scene.take_report if keeps_figures else self.scene.take)(key)
                self.scene.faults.append(Fault(fault_class, tuple(marks)))
                put += 1

    def by_report(self) -> dict[ReportKey, Delivery]:
        """Return the last file that holds each report."""
        found: dict[ReportKey, Delivery] = {}
        for delivery in sorted(self.deliveries.values(), key=lambda d: d.received_at):
            found.update(dict.fromkeys(delivery.keys, delivery))
        return found

    def due_date(self, delivery: Delivery) -> date:
        """Return the last day on which every report in a file that owes some is in time."""
        return min(map(self.scene.due_date, delivery.keys))

    def late_reports(self, delivery: Delivery, received_at: datetime) -> list[ReportKey]:
        """Return the reports in a file that are too late when it comes at an instant."""
        day = vietnam_day(received_at)
        return [key for key in delivery.keys if day > self.scene.due_date(key)]

    def send_again(self, faulty: Delivery) -> tuple[str, list[Mark]]:
        """Let a faulty file arrive first and the right one after it, if in time then in time.

        Args:
            faulty: the faulty file, with the time of arrival of the file that it comes before.

        Returns:
            The path of the faulty file, and a mark for each report that is right too late.
        """
        right = self.by_report()[faulty.keys[0]]
        dice = self.scene.dice.at("again", right.path)
        received_at = clock.later(right.received_at, self.due_date(right), dice)
        self.remove(right)
        path = self.add(faulty).path
        again = self.add(replace(right, received_at=received_at))
        return path, [
            Mark("REP02", key, "", "the good version came after the deadline", again.path)
            for key in self.late_reports(again, received_at)
        ]
