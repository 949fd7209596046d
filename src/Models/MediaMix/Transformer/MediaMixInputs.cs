using System.Numerics;
using WorldModel.Models.Transformers;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>
/// A <see cref="MediaMixModel{T}"/>'s leaves on a tape, for so many series at once, and how a table's series get there.
/// The row of a week holds the outcome and the token of the week before, the week's covariates and, for the head, its
/// own token.
/// </summary>
internal sealed class MediaMixInputs<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly MediaMixOptions _options;
    private readonly int[] _lengths;
    private readonly float[] _encoded;

    public MediaMixInputs(Tape<T> tape, int weeks, int channels, MediaMixOptions options)
    {
        (Tape, Weeks, Channels, _options) = (tape, weeks, channels, options);
        var series = tape.Sequences;
        Spend = tape.Input(series * channels * (weeks + 1), SpendEncoding.Width(options.Frequencies));
        Code = tape.Input(series * channels, options.Code);
        if (options.Creatives > 0) Creative = tape.Input(series * channels, options.Creatives);
        Outcome = tape.Input(series * weeks, 1);
        if (options.Covariates > 0) Covariates = tape.Input(series * weeks, options.Covariates);
        if (options.Statics > 0) Statics = tape.Input(series, options.Statics);
        _lengths = new int[series];
        _encoded = new float[Spend.Width];
        FirstWeeks = [.. Enumerable.Range(0, series * channels).Select(row => row * (weeks + 1))];
        ChannelsOfWeek =
        [
            .. from s in Enumerable.Range(0, series)
            from week in Enumerable.Range(0, weeks + 1)
            from channel in Enumerable.Range(0, channels)
            select (s * channels + channel) * (weeks + 1) + week,
        ];
        Before = [.. WeekRows(series, weeks, 0)];
        Own = [.. WeekRows(series, weeks, 1)];
        WeeksOfChannel =
        [
            .. from s in Enumerable.Range(0, series)
            from channel in Enumerable.Range(0, channels)
            from week in Enumerable.Range(0, weeks)
            select s * weeks + week,
        ];
    }

    public Tape<T> Tape { get; }

    public int Weeks { get; }

    public int Channels { get; }

    /// <summary>Encoded spend, rows (series, channel, week), a week without spend first.</summary>
    public Tensor<T> Spend { get; }

    /// <summary>Rows (series, channel).</summary>
    public Tensor<T> Code { get; }

    /// <summary>Rows (series, channel).</summary>
    public Tensor<T>? Creative { get; }

    /// <summary>The outcome of the week before, 0 in the first.</summary>
    public Tensor<T> Outcome { get; }

    public Tensor<T>? Covariates { get; }

    public Tensor<T>? Statics { get; }

    /// <summary>Row of the week without spend, of each series and channel.</summary>
    public int[] FirstWeeks { get; }

    /// <summary>Reorders (series, channel, week) to (series, week, channel).</summary>
    public int[] ChannelsOfWeek { get; }

    /// <summary>Row of a week's predecessor among the pooled tokens.</summary>
    public int[] Before { get; }

    /// <summary>Row of a week among the pooled tokens.</summary>
    public int[] Own { get; }

    /// <summary>Row of a week for each row (series, channel, week).</summary>
    public int[] WeeksOfChannel { get; }

    /// <summary>Set when the encoder was recorded.</summary>
    public StreamBatch<T>? Batch { get; set; }

    /// <summary>Empties every place.</summary>
    public void Clear() => _lengths.AsSpan().Clear();

    /// <summary>
    /// Loads a series of a table into a place, with other spend where <paramref name="spend"/> is given (weeks x
    /// channels) and without one channel where that is at least 0.
    /// </summary>
    public void Load(
        MediaMixTable table, int series, int place, ReadOnlySpan<double> spend = default, int without = -1)
    {
        var channels = Channels;
        _lengths[place] = table.Lengths[series];
        if (spend.IsEmpty) spend = table.Spend.AsSpan(series * Weeks * channels, Weeks * channels);
        for (var channel = 0; channel < channels; channel++)
        {
            var scale = table.Scale[series * channels + channel];
            for (var week = 0; week <= Weeks; week++)
            {
                var amount = week == 0 || channel == without ? 0 : spend[(week - 1) * channels + channel];
                SpendEncoding.Write(amount, scale, _encoded);
                Copy(_encoded, 0, Spend, (place * channels + channel) * (Weeks + 1) + week, 1);
            }
        }

        Copy(table.Code, series * channels, Code, place * channels, channels);
        if (Creative is not null) Copy(table.Creative, series * channels, Creative, place * channels, channels);
        if (Covariates is not null) Copy(table.Covariates, series * Weeks, Covariates, place * Weeks, Weeks);
        if (Statics is not null) Copy(table.Statics, series, Statics, place, 1);
        Outcome.Value.Slice(place * Weeks, Weeks).Clear();
        if (_options.OutcomeHistory) Copy(table.Outcome, series * Weeks, Outcome, place * Weeks + 1, Weeks - 1);
    }

    /// <summary>Tells the encoder how long the loaded series are.</summary>
    public void Ready() => Batch!.SetLengths(_lengths, _lengths);

    private static void Copy(float[] from, int fromRow, Tensor<T> to, int toRow, int rows)
    {
        var target = to.Value.Slice(toRow * to.Width, rows * to.Width);
        for (var i = 0; i < target.Length; i++) target[i] = T.CreateChecked(from[fromRow * to.Width + i]);
    }

    private static IEnumerable<int> WeekRows(int series, int weeks, int shift) =>
        from s in Enumerable.Range(0, series)
        from week in Enumerable.Range(0, weeks)
        select s * (weeks + 1) + week + shift;
}
