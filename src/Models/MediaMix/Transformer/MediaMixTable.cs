using WorldModel.Numerics;

namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>
/// Weeks of spend and outcome of one or several series (regions of a panel, or simulated markets), all of one number of
/// channels. Row = series x weeks + week. Spend is in money; outcomes and covariates are in the network's units.
/// </summary>
public sealed class MediaMixTable
{
    /// <param name="series">Regions or markets.</param>
    /// <param name="weeks">Most weeks of one.</param>
    /// <param name="channels">Channels of each.</param>
    /// <param name="options">Widths of what is read.</param>
    public MediaMixTable(int series, int weeks, int channels, MediaMixOptions options)
    {
        (Series, Weeks, Channels, Options) = (series, weeks, channels, options);
        Lengths = new int[series];
        Lengths.AsSpan().Fill(weeks);
        Spend = new double[series * weeks * channels];
        Scale = new double[series * channels];
        Scale.AsSpan().Fill(1);
        Busy = new double[series * channels];
        Code = new float[series * channels * options.Code];
        Creative = new float[series * channels * options.Creatives];
        Outcome = new float[series * weeks];
        Weight = new float[series * weeks];
        Weight.AsSpan().Fill(1);
        Covariates = new float[series * weeks * options.Covariates];
        Statics = new float[series * options.Statics];
    }

    public int Series { get; }

    public int Weeks { get; }

    public int Channels { get; }

    public MediaMixOptions Options { get; }

    /// <summary>Weeks of each series.</summary>
    public int[] Lengths { get; }

    /// <summary>Rows x channels.</summary>
    public double[] Spend { get; }

    /// <summary>The unit of each channel's spend, series x channels.</summary>
    public double[] Scale { get; }

    /// <summary>Spend above which a channel's week counts as a busy one, series x channels.</summary>
    public double[] Busy { get; }

    /// <summary>What tells channels apart, series x channels x code; see <see cref="DrawCodes"/>.</summary>
    public float[] Code { get; }

    /// <summary>Series x channels x creatives.</summary>
    public float[] Creative { get; }

    /// <summary>One a row.</summary>
    public float[] Outcome { get; }

    /// <summary>How much of the loss a row is: 0 for a week held out or unknown.</summary>
    public float[] Weight { get; }

    /// <summary>Rows x covariates, known when the week's money is spent.</summary>
    public float[] Covariates { get; }

    /// <summary>Series x statics.</summary>
    public float[] Statics { get; }

    /// <summary>The place of a channel's spend in a week.</summary>
    public int SpendAt(int series, int week, int channel) => (series * Weeks + week) * Channels + channel;

    /// <summary>
    /// Takes scale (mean of the weeks with spend) and busy level (their median) from the first weeks of each series.
    /// </summary>
    public void Measure(int firstWeeks)
    {
        for (var series = 0; series < Series; series++)
        {
            for (var channel = 0; channel < Channels; channel++)
            {
                var spent = new List<double>();
                for (var week = 0; week < Math.Min(firstWeeks, Lengths[series]); week++)
                    if (Spend[SpendAt(series, week, channel)] is > 0 and var amount) spent.Add(amount);
                spent.Sort();
                Scale[series * Channels + channel] = spent.Count > 0 ? spent.Average() : 1;
                Busy[series * Channels + channel] = spent.Count > 0 ? spent[spent.Count / 2] : 0;
            }
        }
    }

    /// <summary>
    /// Random directions for codes, the same for the channels of every series, or drawn anew for each series (simulated
    /// markets, where no channel is another's namesake).
    /// </summary>
    public void DrawCodes(RandomStream random, bool perSeries = false)
    {
        var one = Channels * Options.Code;
        for (var series = 0; series < Series; series++)
        {
            var codes = Code.AsSpan(series * one, one);
            if (series > 0 && !perSeries) Code.AsSpan(0, one).CopyTo(codes);
            else
                foreach (ref var number in codes) number = (float)(random.NextGaussian() / Math.Sqrt(Options.Code));
        }
    }
}
