// az computes for most of its time: more of it at once than two cores bear only makes everything slower.
[assembly: Parallelization(MaxThreads = 2)]
