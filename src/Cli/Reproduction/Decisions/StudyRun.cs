using System.Collections.Concurrent;
using WorldModel.Cli.Terminal;
using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>
/// Runs a study's cells on all cores, each on one; what a cell finds does not depend on how many there are. Every
/// finished cell is a line of cells.ndjson: a study that was stopped goes on where it was, and a longer one keeps
/// what is there.
/// </summary>
internal sealed class StudyRun(Study study, string folder, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<CellResult> _cells = [];
    private readonly CellFile<CellResult> _file = new(
        Path.Combine(folder, $"cells-{study.Data}-{study.Scale}.ndjson"));

    public string CellFile => _file.Path;

    public CellResult[] Run(PhaseProgress progress)
    {
        Directory.CreateDirectory(folder);
        ReadBack();
        var jobs = Jobs().Where(job => Missing(job).Length > 0).ToArray();
        var done = 0;
        progress.Report(0, $"{_cells.Count} cells at hand, {jobs.Length} draws to go");
        var options = Slices.Options(0, progress.Stop);
        // One job at a time to each core, in order: what is there when it is stopped is whole seeds.
        var inOrder = Partitioner.Create(jobs, EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(inOrder, options, job =>
        {
            foreach (var cell in Cells(job)) Add(cell);
            var count = Interlocked.Increment(ref done);
            progress.Report((double)count / jobs.Length, $"{job.Regime.Name}, seed {job.Seed}");
        });
        return [.. _cells.OrderBy(cell => Place(cell.Regime)).ThenBy(cell => cell.Network).ThenBy(cell => cell.Seed)];
    }

    private IEnumerable<Job> Jobs()
    {
        foreach (var seed in study.Seeds)
        {
            foreach (var regime in study.Regimes) yield return new Job(regime, seed, false);
            if (study.Corrections is { } corrections) yield return new Job(corrections, seed, true);
        }
    }

    private IEnumerable<CellResult> Cells(Job job)
    {
        var task = job.Regime.Draw(job.Seed);
        var baselines = CellRun.Baselines(task, study.Recipes, job.Seed);
        foreach (var size in Missing(job))
        {
            if (task.Observed is not null)
            {
                var mixed = new MixedCellRun(task, size, study.Recipes, job.Seed, baselines, time);
                yield return mixed.Run(job.Regime.Name);
                continue;
            }

            var cell = new CellRun(task, size, study.Recipes, job.Seed, baselines);
            yield return job.Corrections
                ? cell.Compare(job.Regime.Name, Correction.All(study.Recipes, job.Seed), time)
                : cell.Run(job.Regime.Name, time);
        }
    }

    private NetworkSize[] Missing(Job job)
    {
        lock (_gate)
        {
            return [.. NetworkSize.All.Where(size => !_cells.Any(cell =>
                cell.Regime == job.Regime.Name && cell.Seed == job.Seed && cell.Network == size.Name))];
        }
    }

    private void Add(CellResult cell)
    {
        lock (_gate)
        {
            _cells.Add(cell);
            _file.Add(cell);
        }
    }

    private void ReadBack()
    {
        string[] regimes = [.. study.Regimes.Append(study.Corrections).OfType<Regime>().Select(regime => regime.Name)];
        _cells.AddRange(_file.Read().Where(cell =>
            regimes.Contains(cell.Regime) && study.Seeds.Contains(cell.Seed)));
    }

    private int Place(string regime)
    {
        var place = Array.FindIndex(study.Regimes, other => other.Name == regime);
        return place < 0 ? int.MaxValue : place;
    }

    private sealed record Job(Regime Regime, int Seed, bool Corrections);
}
