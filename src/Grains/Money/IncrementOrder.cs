using WorldModel.Allocation;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Money;

/// <summary>The one order of increments: slope falling, then consumer id, then treatment.</summary>
internal static class IncrementOrder
{
    public static int Compare(Increment left, Increment right) =>
        Compare(left.Slope, left.Consumer, left.Treatment, right.Slope, right.Consumer, right.Treatment);

    public static IncrementMark Mark(Increment increment) =>
        new(increment.Slope, increment.Consumer, increment.Treatment);

    public static int Compare(IncrementMark left, IncrementMark right) =>
        Compare(left.Slope, left.Consumer, left.Treatment, right.Slope, right.Consumer, right.Treatment);

    /// <summary>Whether a step is taken under a cut: it does not stand behind it.</summary>
    public static bool Taken(double slope, string consumer, int treatment, IncrementMark cut) =>
        Compare(slope, consumer, treatment, cut.Slope, cut.Consumer, cut.Treatment) <= 0;

    private static int Compare(
        double slope, string consumer, int treatment, double otherSlope, string otherConsumer, int otherTreatment)
    {
        var bySlope = otherSlope.CompareTo(slope);
        if (bySlope != 0) return bySlope;
        var byConsumer = ConsumerOrder.Instance.Compare(consumer, otherConsumer);
        return byConsumer != 0 ? byConsumer : treatment.CompareTo(otherTreatment);
    }
}
