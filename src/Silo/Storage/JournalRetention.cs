using System.Globalization;
using WorldModel.Schema;

namespace WorldModel.Silo.Storage;

/// <summary>
/// How much of the journal is kept behind the snapshots. A restart needs none of it; explaining a decision needs the
/// journal from a base before it on, and the ledger holds the decisions that the kept journal holds.
/// </summary>
/// <param name="Days">
/// Days that are kept at least; null: everything, for ever; 0: nothing, frames go when a snapshot stands for them.
/// </param>
public sealed record JournalRetention(int? Days)
{
    public static JournalRetention Everything { get; } = new((int?)null);

    public static JournalRetention Nothing { get; } = new(0);

    /// <summary>Whether anything is kept.</summary>
    public bool Keeps => Days != 0;

    /// <summary>Reads <c>all</c>, <c>none</c> or a number of days.</summary>
    /// <exception cref="InputException">Something else.</exception>
    public static JournalRetention Parse(string field, string text) => text switch
    {
        "all" => Everything,
        "none" => Nothing,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int days) && days > 0 =>
            new JournalRetention(days),
        _ => throw new InputException(field, text, "all, none or a number of days"),
    };

    public override string ToString() => Days switch
    {
        null => "all",
        0 => "none",
        { } days => days.ToString(CultureInfo.InvariantCulture),
    };
}
