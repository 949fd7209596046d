using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Campaigns;

/// <summary>When a campaign's rounds begin: an estimate for a later day than the last begins the next.</summary>
internal static class Rounds
{
    /// <summary>The first round's day where none was asked for: the spec's, or today if that is not early.</summary>
    public static DateOnly FirstDay(CampaignSpec spec, DateOnly today) =>
        spec.Day ?? (today < spec.From ? spec.From.Value : today);

    /// <summary>Why a day cannot be estimated for; null where it can.</summary>
    public static Problem? Check(CampaignState state, DateOnly? day)
    {
        if (day is not { } asked) return null;
        if (asked < state.Spec.From || asked > state.Spec.Until)
            return Problems.Invalid("day", Days.Text(asked), "a day between the campaign's from and until");
        return state.Day is { } last && asked < last
            ? Problems.Of(ProblemCode.Conflict, "day", Days.Text(asked), $"{Days.Text(last)}, its round's, or later")
            : null;
    }

    /// <summary>
    /// The day of the next round; null where the round is the right one. Who names no day means today, and the spec's
    /// day where it has one: a repeat then begins nothing.
    /// </summary>
    public static DateOnly? Next(CampaignState state, DateOnly? day, DateOnly today)
    {
        if (state.Day is not { } last) return null;
        var asked = day ?? state.Spec.Day ?? (today > state.Spec.Until ? last : today);
        return asked > last ? asked : null;
    }
}
