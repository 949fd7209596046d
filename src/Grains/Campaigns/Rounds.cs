using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Campaigns;

/// <summary>When a campaign's rounds begin: an estimate for a later day than the last begins the next.</summary>
internal static class Rounds
{
    /// <summary>
    /// How far from today a round's day may be. Contacts are kept so long, so that no cap sees further; and a day
    /// mistyped would spend money, and no round could be for an earlier one.
    /// </summary>
    public const int MostDaysAway = CapTerms.MostDays;

    /// <summary>The first round's day where none was asked for: the spec's, or today if that is not early.</summary>
    public static DateOnly FirstDay(CampaignSpec spec, DateOnly today) =>
        spec.Day ?? (today < spec.From ? spec.From.Value : today);

    /// <summary>Why a campaign decides nothing any more; null where its last day has not passed.</summary>
    public static Problem? Ended(CampaignSpec spec, DateOnly today) => spec.Until < today
        ? Problems.Of(ProblemCode.WrongStage, "campaign", spec.Id,
            $"a campaign that has not ended; its last day was {Days.Text(spec.Until.Value)}")
        : null;

    /// <summary>Why a campaign that is to be created has no day left to decide on; null where it has.</summary>
    public static Problem? Passed(CampaignSpec spec, DateOnly today)
    {
        if (spec.Until < today) return Problems.Invalid("until", Days.Text(spec.Until.Value), "today or later");
        return spec.Day is { } day && today.DayNumber - day.DayNumber > MostDaysAway
            ? Problems.Invalid("day", Days.Text(day),
                $"a day at most {MostDaysAway} days before the clock's, {Days.Text(today)}")
            : null;
    }

    /// <summary>Why a day cannot be estimated for; null where it can.</summary>
    public static Problem? Check(CampaignState state, DateOnly? day, DateOnly today)
    {
        if (day < state.Spec.From || day > state.Spec.Until)
            return Problems.Invalid("day", Days.Text(day.Value), "a day between the campaign's from and until");
        if (day < state.Day)
        {
            return Problems.Of(ProblemCode.Conflict, "day", Days.Text(day.Value),
                $"{Days.Text(state.Day.Value)}, its round's, or later");
        }

        // A repeat of what was asked for begins nothing, however long ago that was.
        var begun = state.Day is null ? day ?? FirstDay(state.Spec, today) : Next(state, day, today);
        // Before its first event a clock that follows the stream knows no day.
        if (begun is not { } first || today == DateOnly.MinValue) return null;
        return Math.Abs(first.DayNumber - today.DayNumber) > MostDaysAway
            ? Problems.Invalid("day", Days.Text(first),
                $"a day at most {MostDaysAway} days before or after the clock's, {Days.Text(today)}")
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
