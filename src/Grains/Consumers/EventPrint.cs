using System.Runtime.InteropServices;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// 16 bits of what an event says, remembered beside its id: another event under the same id is then a mistake of its
/// sender and no repeat. One in 65,535 of such mistakes is taken for a repeat; no repeat is taken for a mistake. Fixed
/// in docs/formats.md: snapshots hold it.
/// </summary>
internal static class EventPrint
{
    /// <summary>Of an event from before prints were kept: whatever comes under its id is a repeat.</summary>
    public const ushort Unknown = 0;

    private const int MostOnStack = 128;
    private const long OfReversal = -4;
    private const long OfDelivery = -5;

    /// <summary>Of an action or an outcome.</summary>
    public static ushort Of(in StateEvent e) => Of([e.Day, e.Slot, e.Micros]);

    /// <summary>Of new attributes.</summary>
    public static ushort Of(int day, ReadOnlySpan<int> attributes)
    {
        var words = 2 + attributes.Length;
        var said = words <= MostOnStack ? stackalloc long[words] : new long[words];
        (said[0], said[1]) = (day, StateEvent.Profile);
        for (var i = 0; i < attributes.Length; i++) said[2 + i] = attributes[i];
        return Of(said);
    }

    /// <summary>Of a reversal; an amount of 0 stands for all that is left.</summary>
    public static ushort Of(int day, UInt128 reversed, long micros) =>
        Of([day, OfReversal, (long)(reversed >> 64), (long)reversed, micros]);

    /// <summary>Of a delivery: what is said of a decision is remembered with the decision, and judged there.</summary>
    public static ushort OfDelivered(UInt128 decision) =>
        Of([OfDelivery, (long)(decision >> 64), (long)decision]);

    /// <summary>Whether an event says what one that is remembered said.</summary>
    public static bool IsSame(ushort remembered, ushort print) => remembered == Unknown || remembered == print;

    private static ushort Of(ReadOnlySpan<long> said) =>
        (ushort)Math.Max(1, (int)(EventHash.Of(MemoryMarshal.AsBytes(said)) & ushort.MaxValue));
}
