using WorldModel.Schema;

namespace WorldModel.Allocation;

/// <summary>
/// What can be done for whom, at which value and cost: consumers' options one after another, in columns. Doing
/// nothing, at no value and no cost, is always an option more and needs no row. Treatments are in the order that
/// breaks ties.
/// </summary>
public sealed class OptionTable
{
    /// <summary>Values are bounded so that sums and slopes stay finite.</summary>
    public const double LargestValue = 1e15;

    /// <summary>Two bytes name an option of a consumer, and one value of them is for none.</summary>
    private const int MostTreatments = ushort.MaxValue - 1;

    private readonly int[] _start;
    private readonly int[] _treatment;
    private readonly double[] _value;
    private readonly long[] _costMicros;

    internal OptionTable(
        IReadOnlyList<string> consumers, string[] treatments, int[] start, int[] treatment, double[] value,
        long[] costMicros)
    {
        Consumers = consumers;
        Treatments = treatments;
        _start = start;
        _treatment = treatment;
        _value = value;
        _costMicros = costMicros;
        for (var consumer = 1; consumer < start.Length; consumer++)
            Widest = Math.Max(Widest, start[consumer] - start[consumer - 1]);
        if (treatments.Length > MostTreatments)
            throw new InputException("treatments", Invariant(treatments.Length), $"at most {MostTreatments}");
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

    /// <summary>The most options that a consumer has.</summary>
    internal int Widest { get; }

    /// <summary>
    /// A table with every treatment for every consumer. <paramref name="values"/> and <paramref name="costMicros"/>
    /// are consumers x treatments; ids must differ (not checked here: <see cref="OptionTableBuilder"/> does).
    /// </summary>
    /// <exception cref="InputException">A value is not finite, or a cost negative or too large.</exception>
    public static OptionTable Dense(
        string[] consumers, string[] treatments, double[] values, long[] costMicros) =>
        Grid(consumers, treatments, values, costMicros);

    /// <summary>
    /// The same for consumers who are only numbered; where slopes tie the lower number comes first.
    /// </summary>
    /// <inheritdoc cref="Dense(string[], string[], double[], long[])"/>
    public static OptionTable Dense(int consumers, string[] treatments, double[] values, long[] costMicros) =>
        Grid(new NumberedIds(consumers), treatments, values, costMicros);

    /// <summary>The same from single precision, as models give it: costs in currency, rounded to the micro.</summary>
    /// <inheritdoc cref="Dense(string[], string[], double[], long[])"/>
    public static OptionTable Dense(
        int consumers, string[] treatments, ReadOnlySpan<float> values, ReadOnlySpan<float> costs)
    {
        var (value, cost) = (new double[values.Length], new long[costs.Length]);
        for (var i = 0; i < value.Length; i++) value[i] = values[i];
        for (var i = 0; i < cost.Length; i++) cost[i] = Micros.From(costs[i]) ?? -1;
        return Dense(consumers, treatments, value, cost);
    }

    private static OptionTable Grid(
        IReadOnlyList<string> consumers, string[] treatments, double[] values, long[] costMicros)
    {
        var width = treatments.Length;
        if (values.LongLength != (long)consumers.Count * width || costMicros.Length != values.Length)
        {
            throw new InputException(
                "values", $"{values.Length} values, {costMicros.Length} costs",
                $"{consumers.Count} consumers x {width} treatments");
        }

        var start = new int[consumers.Count + 1];
        var treatment = new int[values.Length];
        for (var consumer = 0; consumer < consumers.Count; consumer++)
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

    internal ReadOnlySpan<double> ValuesOf(int consumer) =>
        _value.AsSpan(_start[consumer], _start[consumer + 1] - _start[consumer]);

    internal ReadOnlySpan<long> CostsOf(int consumer) =>
        _costMicros.AsSpan(_start[consumer], _start[consumer + 1] - _start[consumer]);

    /// <summary>
    /// A consumer's hull in room for <see cref="Widest"/> steps; options count from the consumer's first.
    /// </summary>
    internal ReadOnlySpan<HullStep> Hull(int consumer, Span<HullStep> steps) =>
        steps[..ConsumerHull.Build(ValuesOf(consumer), CostsOf(consumer), steps)];

    /// <summary>Which consumer comes first where slopes tie.</summary>
    internal int CompareIds(int left, int right) =>
        Consumers is NumberedIds ? left - right : ConsumerOrder.Instance.Compare(Consumers[left], Consumers[right]);

    /// <summary>The places of consumers in the order in which ties are broken.</summary>
    internal int[] OrderIds(int[] consumers)
    {
        if (Consumers is not NumberedIds) return TieOrder.Of(Array.ConvertAll(consumers, who => Consumers[who]));
        var places = new int[consumers.Length];
        for (var i = 0; i < places.Length; i++) places[i] = i;
        Array.Sort(consumers, places);
        return places;
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
