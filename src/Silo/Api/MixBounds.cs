using System.Globalization;
using WorldModel.Client.Wire;
using WorldModel.Evaluation.MediaMix;
using WorldModel.Schema.Media;

namespace WorldModel.Silo.Api;

/// <summary>The bounds of a plan, from what a question says of them.</summary>
internal static class MixBounds
{
    private const double MostMultiple = 100;

    /// <param name="table">What the mix was fitted on.</param>
    /// <param name="window">Whose money is split.</param>
    /// <param name="question">What was asked.</param>
    /// <param name="place">Where the question stands in the body.</param>
    /// <exception cref="ApiException">A bound that leaves out what is spent now, or of no channel.</exception>
    public static BudgetBounds[] Of(WeeklyTable table, WeekWindow window, MixPlanQuestion question, string place)
    {
        Check(question.Least, question.Most, place);
        var bounds = BudgetBounds.Around(table, window, question.Least, question.Most);
        var own = question.Bounds ?? [];
        for (var i = 0; i < own.Length; i++)
        {
            var field = $"{place}bounds[{i}].";
            var channel = Channel(table, own[i].Channel, field);
            if (own.Take(i).Any(bound => bound.Channel == own[i].Channel))
                throw ApiException.Invalid(field + "channel", own[i].Channel, "each channel once");
            Check(own[i].Least, own[i].Most, field);
            bounds[channel] = BudgetBounds.Around(table, window, own[i].Least, own[i].Most)[channel];
        }

        return bounds;
    }

    private static int Channel(WeeklyTable table, string name, string place) =>
        Array.IndexOf(table.Channels, name) is >= 0 and var at
            ? at
            : throw ApiException.Invalid(place + "channel", name, "one of " + string.Join(", ", table.Channels));

    private static void Check(double least, double most, string place)
    {
        if (least is not (>= 0 and <= 1))
            throw ApiException.Invalid(place + "least", Shown(least), "a multiple from 0 to 1");
        if (most is not (>= 1 and <= MostMultiple))
            throw ApiException.Invalid(place + "most", Shown(most), $"a multiple from 1 to {MostMultiple}");
    }

    private static string Shown(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
