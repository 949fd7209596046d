using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace WorldModel.Allocation;

/// <summary>
/// The hull steps of all consumers in the one order in which any budget is spent: slope falling, then consumer id
/// (ordinal UTF-8), then treatment. The order depends on the options alone, not on how they are stored or split.
/// Memory: 20 bytes a step.
/// </summary>
public sealed class HullIncrements
{
    private readonly double[] _slope;
    private readonly int[] _consumer;
    private readonly int[] _from;
    private readonly int[] _option;

    private HullIncrements(double[] slope, int[] consumer, int[] from, int[] option)
    {
        _slope = slope;
        _consumer = consumer;
        _from = from;
        _option = option;
    }

    public int Count => _slope.Length;

    /// <summary>Value per unit of cost, falling; infinity for free gains.</summary>
    public ReadOnlySpan<double> Slope => _slope;

    /// <summary>Each step's consumer.</summary>
    public ReadOnlySpan<int> Consumer => _consumer;

    /// <summary>The option left behind (an index into the table), or -1.</summary>
    public ReadOnlySpan<int> From => _from;

    /// <summary>The option reached (an index into the table).</summary>
    public ReadOnlySpan<int> Option => _option;

    /// <summary>Builds and sorts the steps of a table, on all cores; the result is the same on any number.</summary>
    public static HullIncrements Of(OptionTable table)
    {
        var steps = Steps(table);
        var order = SlopeOrder.Falling(steps.Slope);
        var sorted = new HullIncrements(
            new double[order.Length], new int[order.Length], new int[order.Length], new int[order.Length]);
        Parallel.ForEach(Partitioner.Create(0, Math.Max(order.Length, 1), 1 << 17), range =>
        {
            for (var place = range.Item1; place < Math.Min(range.Item2, order.Length); place++)
            {
                var step = order[place];
                sorted._slope[place] = steps.Slope[step];
                sorted._consumer[place] = steps.Consumer[step];
                sorted._from[place] = steps.From[step];
                sorted._option[place] = steps.Option[step];
            }
        });
        sorted.SortTies(table.Consumers);
        return sorted;
    }

    private static (double[] Slope, int[] Consumer, int[] From, int[] Option) Steps(OptionTable table)
    {
        const int Block = 1 << 13;
        var consumers = table.Consumers.Count;
        var blocks = new List<(int Consumer, HullStep Step)>[(consumers + Block - 1) / Block];
        Parallel.For(0, blocks.Length, block =>
        {
            var first = block * Block;
            blocks[block] = BlockSteps(table, first, Math.Min(first + Block, consumers));
        });

        var offsets = new int[blocks.Length + 1];
        for (var block = 0; block < blocks.Length; block++) offsets[block + 1] = offsets[block] + blocks[block].Count;
        var count = offsets[^1];
        var slope = new double[count];
        var consumer = new int[count];
        var from = new int[count];
        var option = new int[count];
        Parallel.For(0, blocks.Length, block =>
        {
            var at = offsets[block];
            foreach (var (who, step) in CollectionsMarshal.AsSpan(blocks[block]))
            {
                slope[at] = step.Slope;
                consumer[at] = who;
                from[at] = step.From;
                option[at++] = step.Option;
            }
        });
        return (slope, consumer, from, option);
    }

    private static List<(int Consumer, HullStep Step)> BlockSteps(OptionTable table, int first, int end)
    {
        var found = new List<(int, HullStep)>(2 * (end - first));
        var steps = new HullStep[16];
        for (var consumer = first; consumer < end; consumer++)
        {
            var start = table.Start[consumer];
            var length = table.Start[consumer + 1] - start;
            if (length > steps.Length) steps = new HullStep[length];
            var count = ConsumerHull.Build(
                table.Value.Slice(start, length), table.CostMicros.Slice(start, length), steps);
            foreach (var step in steps.AsSpan(0, count))
            {
                var from = step.From < 0 ? HullStep.Nothing : start + step.From;
                found.Add((consumer, new HullStep(from, start + step.Option, step.Slope)));
            }
        }

        return found;
    }

    private void SortTies(IReadOnlyList<string> ids)
    {
        for (var first = 0; first < Count;)
        {
            var end = first + 1;
            while (end < Count && _slope[end] == _slope[first]) end++;
            if (end - first > 1) SortTie(ids, first, end - first);
            first = end;
        }
    }

    /// <summary>Within a consumer slopes differ, so steps of one slope are of as many consumers: ids decide.</summary>
    private void SortTie(IReadOnlyList<string> ids, int first, int length)
    {
        var sorted = true;
        for (var place = first + 1; place < first + length && sorted; place++)
        {
            sorted = ConsumerOrder.Instance.Compare(ids[_consumer[place - 1]], ids[_consumer[place]]) <= 0;
        }

        if (sorted) return;
        var keys = new string[length];
        var steps = new (int Consumer, int From, int Option)[length];
        for (var i = 0; i < length; i++)
        {
            keys[i] = ids[_consumer[first + i]];
            steps[i] = (_consumer[first + i], _from[first + i], _option[first + i]);
        }

        var order = TieOrder.Of(keys);
        for (var i = 0; i < length; i++)
        {
            (_consumer[first + i], _from[first + i], _option[first + i]) = steps[order[i]];
        }
    }
}
