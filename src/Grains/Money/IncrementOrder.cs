using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Money;

/// <summary>
/// The one order of increments: slope falling, then the hash of the consumer's id, then treatment. Ids themselves would
/// have to be kept in marks, also of who was forgotten.
/// </summary>
internal static class IncrementOrder
{
    public static int Compare(Increment left, Increment right) =>
        Compare(left.Slope, left.Consumer, left.Treatment, right.Slope, right.Consumer, right.Treatment);

    public static IncrementMark Mark(Increment increment) =>
        new(increment.Slope, increment.Consumer, increment.Treatment);

    public static int Compare(IncrementMark left, IncrementMark right) =>
        Compare(left.Slope, left.Consumer, left.Treatment, right.Slope, right.Consumer, right.Treatment);

    /// <summary>Whether a step is taken under a cut: it does not stand behind it.</summary>
    public static bool Taken(double slope, string consumer, int treatment, IncrementMark cut)
    {
        var bySlope = cut.Slope.CompareTo(slope);
        // Few steps have the very slope of the cut: the hash is made for these alone.
        return bySlope != 0
            ? bySlope < 0
            : Compare(slope, ConsumerHash.Of(consumer), treatment, cut.Slope, cut.Consumer, cut.Treatment) <= 0;
    }

    private static int Compare(
        double slope, ulong consumer, int treatment, double otherSlope, ulong otherConsumer, int otherTreatment)
    {
        var bySlope = otherSlope.CompareTo(slope);
        if (bySlope != 0) return bySlope;
        var byConsumer = consumer.CompareTo(otherConsumer);
        return byConsumer != 0 ? byConsumer : treatment.CompareTo(otherTreatment);
    }
}
