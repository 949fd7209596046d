using WorldModel.Numerics;
using WorldModel.Schema.Training;

namespace WorldModel.Models;

/// <summary>What memories read of training rows, computed once: two numbers a row and memory.</summary>
public sealed class ResponseDepartures
{
    private readonly IReadOnlyList<ResponseMemory> _memories;
    private readonly float[] _departures;

    /// <param name="memories">The memories.</param>
    /// <param name="rows">Rows with tallies.</param>
    /// <param name="threads">0: one per core.</param>
    public ResponseDepartures(IReadOnlyList<ResponseMemory> memories, TrainingSet rows, int threads)
    {
        _memories = memories;
        var width = 2 * memories.Count;
        _departures = new float[(long)rows.Rows * width];
        Parallel.For(0, rows.Rows, Slices.Options(threads), row =>
        {
            for (var m = 0; m < _memories.Count; m++)
            {
                var memory = _memories[m];
                var (level, slope) = memory.SumsOf(rows.VisibleRow(row))
                    .Departures(memory.LevelVariance, memory.SlopeVariance);
                _departures[(row * width) + (2 * m)] = (float)level;
                _departures[(row * width) + (2 * m) + 1] = (float)slope;
            }
        });
    }

    /// <summary>Puts the departures of a row in the place of its tallies; the other tallies stay.</summary>
    public void Apply(int row, Span<float> seen)
    {
        for (var m = 0; m < _memories.Count; m++)
        {
            seen[_memories[m].LevelColumn] = _departures[(row * 2 * _memories.Count) + (2 * m)];
            seen[_memories[m].SlopeColumn] = _departures[(row * 2 * _memories.Count) + (2 * m) + 1];
        }
    }
}
