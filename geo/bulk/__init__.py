"""
Code the events of many articles: folders, feeds, GDELT files; on one machine or on a Dask cluster.

    inbox    what was given -> articles, one by one, and what cannot be used
    work     a batch of articles -> their events; the same on every machine
    journal  what is done, beside the output: an interrupted run goes on from there
    cluster  batches to the workers of a Dask scheduler and back
    output   the events of all articles as one file, with the lists beside it
    job      all of it together
"""
