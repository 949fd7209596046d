using System.Globalization;

namespace WorldModel.Schema;

/// <summary>
/// Judges an event that takes another back (a refund, a cancelled order), for serving and training alike: the event
/// named must be an outcome of the same consumer and name, not taken back yet, on a day that is still open to changes.
/// </summary>
public static class Reversal
{
    /// <summary>The field that names the event taken back.</summary>
    public const string Field = "reverses";

    /// <summary>Judges what is to be taken back of an event: all that is left of it, or the part asked for.</summary>
    /// <param name="layout">The schema's layout.</param>
    /// <param name="openDay">The consumer's open day before the reversal; 0: none.</param>
    /// <param name="id">The id of the event named.</param>
    /// <param name="named">What is remembered of it; null: nothing.</param>
    /// <param name="reversal">Day, slot and amount of the reversal; an amount of 0 stands for the whole.</param>
    /// <exception cref="InputException">Names <c>reverses</c>, <c>day</c> or <c>value</c>.</exception>
    public static long Judge(StateLayout layout, int openDay, string id, StateEvent? named, in StateEvent reversal)
    {
        int oldest = Math.Max(openDay, reversal.Day) - layout.Schema.LatenessDays;
        if (named is not { } known || known.Day < oldest)
        {
            throw new InputException(Field, id,
                $"an outcome event of this consumer, known, of {Days.Text(oldest)} or later");
        }
        if (known.Slot == StateEvent.TakenBack)
            throw new InputException(Field, id, "an event that was not taken back before");
        if (known.Slot != reversal.Slot)
            throw new InputException(Field, id, $"an event of the outcome {NameOf(layout, reversal.Slot)}");
        if (reversal.Day < known.Day)
        {
            string day = Days.Text(known.Day);
            throw new InputException(
                "day", Days.Text(reversal.Day), $"{day}, that of the event, or later");
        }
        bool within = Math.Sign(reversal.Micros) * Math.Sign(known.Micros) >= 0
            && Math.Abs(reversal.Micros) <= Math.Abs(known.Micros);
        if (!within)
        {
            throw new InputException(
                "value", Text(reversal.Micros), $"at most {Text(known.Micros)}, what is left of it");
        }
        return Part(known, reversal.Micros);
    }

    /// <summary>What an amount asked for takes back: 0 stands for all that is left.</summary>
    public static long Part(in StateEvent known, long asked) => asked == 0 ? known.Micros : asked;

    /// <summary>What the memory keeps of an event once a part, or all, of it is taken back.</summary>
    public static StateEvent Rest(in StateEvent known, long micros) => known.Micros == micros
        ? known with { Slot = StateEvent.TakenBack, Micros = 0 }
        : known with { Micros = known.Micros - micros };

    private static string NameOf(StateLayout layout, int slot) =>
        layout.Schema.Outcomes[slot - layout.Actions.Units].Name;

    private static string Text(long micros) =>
        ((double)micros / StateEvent.One).ToString(CultureInfo.InvariantCulture);
}
