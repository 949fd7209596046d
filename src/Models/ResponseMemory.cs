using WorldModel.Numerics;

namespace WorldModel.Models;

/// <summary>
/// What a consumer's tallies tell of how it departs from the population: of its level, and of its responsiveness to the
/// actions that share one. A static population model gives every combination c of those actions a chance
/// p_c = 1 / (1 + exp(-(base(x) + own_c + mix_c sensitivity(x)))). With n_c days and y_c outcomes,
/// score = sum_c (1, mix_c) (y_c - n_c p_c), information = sum_c n_c p_c (1 - p_c) (1, mix_c)(1, mix_c)', and the
/// departures are (information + V^-1)^-1 score: one Newton step of a random intercept and slope whose variances V
/// maximise the marginal likelihood (three-in-one, section 7, "personal responsiveness memory").
/// </summary>
/// <remarks>
/// The tallies stand in a row as numbers, so training and serving read the same; the population model knows no days, so
/// what months and recent days do to the chance counts as noise. Immutable and thread-safe.
/// </remarks>
/// <param name="Outcome">Name of the outcome.</param>
/// <param name="Start">The row's first tally: days and outcomes of no action, then of each combination.</param>
/// <param name="Base">The population's log odds without any action.</param>
/// <param name="Sensitivity">What the mix is multiplied by, beyond each action's own effect.</param>
/// <param name="Mix">Weight of each action in the mix: its mean effect on the log odds.</param>
/// <param name="Own">Effect of each action beside the mix's.</param>
/// <param name="LevelVariance">Variance of levels among consumers.</param>
/// <param name="SlopeVariance">Variance of responsiveness among consumers.</param>
public sealed record ResponseMemory(
    string Outcome, int Start, RowForm Base, RowForm Sensitivity, float[] Mix, float[] Own, double LevelVariance,
    double SlopeVariance)
{
    /// <summary>Combinations of actions; each has two tallies.</summary>
    public int Combinations => 1 << Mix.Length;

    /// <summary>The row's column that takes the departure of the level.</summary>
    public int LevelColumn => Start;

    /// <summary>The row's column that takes the departure of the responsiveness.</summary>
    public int SlopeColumn => Start + 1;

    /// <summary>Puts the departures in the place of a row's tallies, the rest of which become 0.</summary>
    public void Apply(Span<float> row)
    {
        var sums = SumsOf(row);
        var (level, slope) = sums.Departures(LevelVariance, SlopeVariance);
        row.Slice(Start, 2 * Combinations).Clear();
        row[LevelColumn] = (float)level;
        row[SlopeColumn] = (float)slope;
    }

    /// <summary>Scores and information of a row's tallies.</summary>
    internal ResponseSums SumsOf(ReadOnlySpan<float> row)
    {
        double level = Base.At(row), sensitivity = Sensitivity.At(row);
        var sums = default(ResponseSums);
        for (var c = 0; c < Combinations; c++)
        {
            var (days, times) = (row[Start + (2 * c)], row[Start + (2 * c) + 1]);
            if (days == 0) continue;
            var (mix, own) = (0.0, 0.0);
            for (var action = 0; action < Mix.Length; action++)
            {
                if ((c >> action & 1) == 0) continue;
                mix += Mix[action];
                own += Own[action];
            }

            sums.Add(days, times, Logit.Inverse(level + own + (mix * sensitivity)), mix);
        }

        return sums;
    }
}
