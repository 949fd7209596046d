using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Campaigns;

/// <summary>A frequency cap, resolved: how many contacts in how many days, of which treatments, of whom.</summary>
/// <param name="Names">Names of the treatments that count; empty: every one.</param>
/// <param name="Contacts">The most contacts.</param>
/// <param name="Days">The window in days, the day decided for included.</param>
/// <param name="OfAll">Whether contacts of all campaigns count.</param>
internal sealed record CapTerms(string[] Names, int Contacts, int Days, bool OfAll)
{
    /// <summary>
    /// The longest window: contacts are kept so long, whatever the caps, so that a cap stated later counts them.
    /// </summary>
    public const int MostDays = 31;

    public bool Counts(string treatment) => Names.Length == 0 || Array.IndexOf(Names, treatment) >= 0;

    /// <exception cref="InputException">An unknown treatment, a cap out of range, or two that contradict.</exception>
    public static CapTerms[] Of(FrequencyCap[] caps, IReadOnlyList<CampaignTreatment> treatments)
    {
        var terms = new CapTerms[caps.Length];
        for (var i = 0; i < caps.Length; i++)
        {
            terms[i] = Resolve(caps[i], treatments, $"caps[{i}]");
            for (var other = 0; other < i; other++) CheckPair(terms, other, i);
        }

        return terms;
    }

    private static CapTerms Resolve(FrequencyCap cap, IReadOnlyList<CampaignTreatment> treatments, string place)
    {
        if (cap.Scope is not (CapScope.Campaign or CapScope.All))
            throw new InputException($"{place}.scope", cap.Scope, $"{CapScope.Campaign} or {CapScope.All}");
        if (cap.Days is < 1 or > MostDays)
            throw new InputException($"{place}.days", Numbers.Text(cap.Days), $"1 to {MostDays}");
        if (cap.Contacts < 1)
            throw new InputException($"{place}.contacts", Numbers.Text(cap.Contacts), "at least 1");
        if (cap.Scope == CapScope.Campaign && cap.Contacts >= cap.Days)
        {
            throw new InputException($"{place}.contacts", Numbers.Text(cap.Contacts),
                $"fewer than its {cap.Days} days: a campaign decides once a day, so this cap never binds");
        }

        for (var i = 0; i < cap.Treatments.Length; i++)
        {
            var name = cap.Treatments[i];
            if (treatments.All(treatment => treatment.Name != name))
            {
                throw new InputException($"{place}.treatments[{i}]", name,
                    $"one of {string.Join(", ", treatments.Select(treatment => treatment.Name))}");
            }
        }

        return new CapTerms(
            [.. cap.Treatments.Distinct().Order(StringComparer.Ordinal)], cap.Contacts, cap.Days,
            cap.Scope == CapScope.All);
    }

    /// <summary>
    /// Of two caps on the same contacts each must bind somewhere. <see cref="SpecChecks"/> compares the others.
    /// </summary>
    private static void CheckPair(CapTerms[] caps, int earlier, int later)
    {
        var (one, two) = (caps[earlier], caps[later]);
        if (one.OfAll != two.OfAll || !one.Names.SequenceEqual(two.Names)) return;
        if (one.Days == two.Days)
        {
            throw new InputException($"caps[{later}].contacts", Numbers.Text(two.Contacts),
                $"one cap for these treatments, scope and days: caps[{earlier}] says {one.Contacts}");
        }

        // Other campaigns do not keep to the shorter cap of this one: they may fill the longer one alone.
        if (one.OfAll) return;
        var (shorter, longer) = one.Days < two.Days ? (one, two) : (two, one);
        var windows = (longer.Days + shorter.Days - 1) / shorter.Days;
        if (longer.Contacts > shorter.Contacts && longer.Contacts < (long)shorter.Contacts * windows) return;
        var (least, most) = two == longer
            ? (one.Contacts + 1L, ((long)one.Contacts * windows) - 1)
            : (((one.Contacts + windows) / windows), one.Contacts - 1L);
        throw new InputException($"caps[{later}].contacts", Numbers.Text(two.Contacts), least > most
            ? $"no cap of {two.Days} days beside caps[{earlier}]: one of the two would never bind"
            : $"{least} to {most}, so that neither it nor caps[{earlier}] makes the other idle");
    }
}
