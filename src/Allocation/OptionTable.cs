using WorldModel.Schema;

namespace WorldModel.Allocation;

/// <summary>
/// What can be done for whom, at which value and cost: consumers' options one after another, in columns. Doing nothing,
/// at no value and no cost, is always an option more and needs no row. Treatments are in the order that breaks ties.
/// </summary>
public sealed class OptionTable
{
    /// <summary>Values are bounded so that sums and slopes stay finite.</summary>
    public const double LargestValue = 1e15;

    private readonly int[] _start;
    private readonly int[] _treatment;
    private readonly double[] _value;
    private readonly long[] _costMicros;

    internal OptionTable(
        string[] consumers, string[] treatments, int[] start, int[] treatment, double[] value, long[] costMicros)
    {
        Consumers = consumers;
        Treatments = treatments;
        _start = start;
        _treatment = treatment;
        _value = value;
        _costMicros = costMicros;
    }

    /// <summary>The consumers' ids; each once.</summary>
    public IReadOnlyList<string> Consumers { get; }

    /// <summary>The treatments' names.</summary>
    public IReadOnlyList<string> Treatments { get; }

    /// <summary>How many options there are in all.</summary>
    public int Count => _value.Length;

    /// <summary>Where a consumer's options start (consumers + 1 entries).</summary>
    public ReadOnlySpan<int> Start => _start;

    /// <summary>Each option's treatment, an index into <see cref="Treatments"/>.</summary>
    public ReadOnlySpan<int> Treatment => _treatment;

    /// <summary>Each option's value, in units of currency over doing nothing.</summary>
    public ReadOnlySpan<double> Value => _value;

    /// <summary>Each option's cost.</summary>
    public ReadOnlySpan<long> CostMicros => _costMicros;

    /// <summary>
    /// A table with every treatment for every consumer. <paramref name="values"/> and <paramref name="costMicros"/> are
    /// consumers x treatments; ids must differ (not checked here: <see cref="OptionTableBuilder"/> does).
    /// </summary>
    /// <exception cref="InputException">A value is not finite, or a cost negative or too large.</exception>
    public static OptionTable Dense(
        string[] consumers, string[] treatments, double[] values, long[] costMicros)
    {
        var width = treatments.Length;
        if (values.Length != consumers.Length * width || costMicros.Length != values.Length)
        {
            throw new InputException(
                "values", $"{values.Length} values, {costMicros.Length} costs",
                $"{consumers.Length} consumers x {width} treatments");
        }

        var start = new int[consumers.Length + 1];
        var treatment = new int[values.Length];
        for (var consumer = 0; consumer < consumers.Length; consumer++)
        {
            start[consumer + 1] = start[consumer] + width;
            for (var option = 0; option < width; option++)
            {
                var index = start[consumer] + option;
                treatment[index] = option;
                CheckValue(values[index]);
                CheckCost(costMicros[index]);
            }
        }

        return new OptionTable(consumers, treatments, start, treatment, values, costMicros);
    }

    internal static void CheckValue(double value)
    {
        if (!(Math.Abs(value) <= LargestValue))
        {
            throw new InputException("value", Invariant(value), "a finite number, at most 1e15 either way");
        }
    }

    internal static void CheckCost(long micros)
    {
        if (micros is < 0 or > Micros.Largest)
        {
            throw new InputException("cost", Invariant(micros) + " micros", "an amount of 0 to 1e12 units");
        }
    }

    private static string Invariant(IFormattable value) =>
        value.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
}
