using System.Buffers;
using WorldModel.Schema;

namespace WorldModel.Models.Heads;

/// <summary>
/// Levels of all outcomes for many rows under a plan's options, in chunks that stay in cache. Thread-safe.
/// </summary>
public sealed class LevelTable(HeadBank bank, DerivedInputs derived, int outcomes)
{
    private const int ChunkRows = 256;

    /// <summary>Writes levels, rows x options x outcomes.</summary>
    public void Fill(
        ReadOnlySpan<float> visible, ReadOnlySpan<float> belief, int rows, TreatmentPlan plan, Span<float> levels)
    {
        var prepared = ArrayPool<float>.Shared.Rent(ChunkRows * bank.Columns);
        for (var start = 0; start < rows; start += ChunkRows)
        {
            var count = Math.Min(ChunkRows, rows - start);
            var seen = visible.Slice(start * bank.Units, count * bank.Units);
            bank.Prepare(seen, belief.Slice(start * bank.BeliefUnits, count * bank.BeliefUnits), count, prepared);
            FillChunk(seen, prepared, count, plan, levels[(start * plan.Options * outcomes)..]);
        }

        ArrayPool<float>.Shared.Return(prepared);
    }

    private void FillChunk(
        ReadOnlySpan<float> visible, ReadOnlySpan<float> prepared, int rows, TreatmentPlan plan, Span<float> levels)
    {
        var actions = plan.Actions(0).Length;
        Span<float> inputs = stackalloc float[actions + derived.Count];
        for (var option = 0; option < plan.Options; option++)
        {
            plan.Actions(option).CopyTo(inputs);
            for (var row = 0; row < rows; row++)
            {
                derived.Compute(visible.Slice(row * bank.Units, bank.Units), inputs[..actions], inputs[actions..]);
                var own = prepared.Slice(row * bank.Columns, bank.Columns);
                var at = ((row * plan.Options) + option) * outcomes;
                for (var o = 0; o < outcomes; o++)
                    levels[at + o] = bank.Level(own, o, inputs);
            }
        }
    }
}
