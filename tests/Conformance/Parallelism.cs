// az computes for most of its time: more of it at once than two cores bear only makes everything slower.
[assembly: Xunit.v3.Parallelization(MaxThreads = 2)]
