using System.Collections.Concurrent;

namespace LeadPredict.Serving;

/// <summary>Threads that work on jobs, each with a scorer of its own; with one thread it is the caller's. Disposing waits for the threads.</summary>
sealed class ScoringTeam : IDisposable
{
    readonly BlockingCollection<ScoringJob> _jobs = [];
    readonly Thread[] _threads;
    RowScorer? _own;

    public ScoringTeam(int threads)
    {
        _threads = new Thread[threads > 1 ? threads : 0];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = "leadpredict scoring" };
            _threads[i].Start();
        }
    }

    public void Submit(ScoringJob job)
    {
        if (_threads.Length > 0) _jobs.Add(job);
        else Do(job, ref _own);
    }

    void Work()
    {
        RowScorer? scorer = null;
        foreach (var job in _jobs.GetConsumingEnumerable()) Do(job, ref scorer);
    }

    static void Do(ScoringJob job, ref RowScorer? scorer)
    {
        try
        {
            if (scorer?.Plan != job.Plan) scorer = new RowScorer(job.Plan);
            scorer.ScoreBlock(job);
        }
        catch (Exception e)
        {
            // The thread that writes throws it, in its turn.
            job.Error = e;
        }
        job.Finish();
    }

    public void Dispose()
    {
        _jobs.CompleteAdding();
        while (_jobs.TryTake(out _)) { }
        foreach (var thread in _threads) thread.Join();
        _jobs.Dispose();
    }
}
