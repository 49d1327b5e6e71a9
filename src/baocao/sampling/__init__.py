"""A province of synthetic reports with known faults, to show and to measure the warehouse.

Every choice follows from the seed: the same seed gives the same files, byte for byte, with the same
times of arrival.
"""

from baocao.sampling.writing_out import SampleSummary, write_sample

__all__ = ["SampleSummary", "write_sample"]
