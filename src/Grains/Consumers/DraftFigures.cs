using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// What a decision rested on, as measuring needs it: journalled beside the decision, so that a replay needs no model.
/// </summary>
/// <param name="Day">The day decided for.</param>
/// <param name="Policy">What the policy would have given: a treatment's place, -1 for nothing.</param>
/// <param name="Eligible">Treatments that might have been given, a bit each.</param>
/// <param name="Propensity">Probability of what was given, over groups and exploration.</param>
/// <param name="Untreated">What was expected without treatment, in micro-units.</param>
/// <param name="Values">What each treatment was expected to add.</param>
internal sealed record DraftFigures(
    int Day, int Policy, ulong Eligible, double Propensity, long Untreated, long[] Values)
{
    public static void Write(RecordWriter writer, DraftFigures? figures)
    {
        writer.Bool(figures is not null);
        if (figures is null) return;
        writer.Count(figures.Day);
        writer.Signed(figures.Policy);
        writer.Unsigned(figures.Eligible);
        writer.Double(figures.Propensity);
        writer.Signed(figures.Untreated);
        writer.Count(figures.Values.Length);
        foreach (var value in figures.Values) EstimateRecord.WriteValue(writer, value);
    }

    public static DraftFigures? Read(ref RecordReader reader)
    {
        if (!reader.Bool()) return null;
        var (day, policy, eligible) = (reader.Count(), (int)reader.Signed(), reader.Unsigned());
        var (propensity, untreated) = (reader.Double(), reader.Signed());
        var values = new long[reader.Count()];
        foreach (ref var value in values.AsSpan()) value = EstimateRecord.ReadValue(ref reader);
        return new DraftFigures(day, policy, eligible, propensity, untreated, values);
    }
}
