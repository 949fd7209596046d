using System.Collections.Concurrent;
using WorldModel.Cli.Terminal;
using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.Tumours;

/// <summary>
/// Runs a study's cells on all cores, each on one. Every finished cell is a line of the cells file: a study that was
/// stopped goes on where it was, and a longer one keeps what is there. Trained models are kept too: under another
/// policy the same models are measured again.
/// </summary>
internal sealed class TumourRun(TumourStudy study, string folder, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<TumourCell> _cells = [];
    private readonly TumourModels _models = new(study.Scale, folder);

    private readonly CellFile<TumourCell> _file = new(Path.Combine(
        folder, $"cells-{study.Scale.Name}-{(study.PublishedPolicy ? "published" : "own")}.ndjson"));

    public string CellFile => _file.Path;

    public TumourCell[] Run(PhaseProgress progress)
    {
        Directory.CreateDirectory(folder);
        ReadBack();
        var keys = study.Cells.Where(key => _cells.TrueForAll(cell => cell.Key != key)).ToArray();
        var shares = new double[keys.Length];
        progress.Report(0, $"{_cells.Count} cells at hand, {keys.Length} to go");
        var inOrder = Partitioner.Create(Enumerable.Range(0, keys.Length), EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(inOrder, Slices.Options(0, progress.Stop), index =>
        {
            var key = keys[index];
            var cell = new TumourTrial(study, key, _models, time).Run(
                share =>
                {
                    // The last tenth is the measuring.
                    shares[index] = .9 * share;
                    progress.Report(shares.Average(), $"gamma {key.Gamma}, alpha {key.Alpha}, seed {key.Seed}");
                },
                progress.Stop);
            shares[index] = 1;
            Add(cell);
        });
        return
        [
            .. _cells.OrderBy(cell => cell.Key.Alpha).ThenBy(cell => cell.Key.Gamma).ThenBy(cell => cell.Key.Seed),
        ];
    }

    private void Add(TumourCell cell)
    {
        lock (_gate)
        {
            _cells.Add(cell);
            _file.Add(cell);
        }
    }

    private void ReadBack()
    {
        var wanted = study.Cells.ToHashSet();
        _cells.AddRange(_file.Read().Where(cell => wanted.Contains(cell.Key)));
    }
}
