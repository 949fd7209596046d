using WorldModel.Models.Transformers;

namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>
/// A <see cref="MediaMixModel{T}"/>: what it reads and how large it is. No size depends on the number of channels. The
/// defaults are for about 20 channels and three years of one nation's weeks, trained first on simulated markets;
/// <see cref="For"/> sizes a model by the data.
/// </summary>
public sealed record MediaMixOptions
{
    /// <summary>Covariates of a week that are known when it is spent, 0 for no such stream.</summary>
    public int Covariates { get; init; }

    /// <summary>Static covariates of a region, 0 for none.</summary>
    public int Statics { get; init; }

    /// <summary>Numbers that describe a channel's creatives, 0 for none.</summary>
    public int Creatives { get; init; }

    /// <summary>Numbers in a channel's code, by which its token and its response are its own.</summary>
    public int Code { get; init; } = 16;

    /// <summary>Pairs of sine and cosine that encode spend.</summary>
    public int Frequencies { get; init; } = 4;

    /// <summary>Hidden units of the tokenizer.</summary>
    public int TokenUnits { get; init; } = 48;

    /// <summary>Hidden units of both heads.</summary>
    public int HeadUnits { get; init; } = 32;

    /// <summary>Whether outcomes of earlier weeks are read; without them effects pass through spend alone.</summary>
    public bool OutcomeHistory { get; init; } = true;

    /// <summary>The encoder: a quarter of a year told apart (13 weeks), norms before the layers.</summary>
    public EncoderOptions Encoder { get; init; } = new()
    {
        Width = 32,
        Heads = 2,
        Blocks = 1,
        Reach = 13,
        Representation = 32,
        Dropout = .1,
        NormFirst = true,
        OutputProjection = true,
    };

    /// <summary>
    /// A width that grows with the weeks observed over all regions: 32 for one nation's three years, 64 from 20
    /// regions, 128 in two blocks (about two million parameters) from 200.
    /// </summary>
    public static MediaMixOptions For(int weeks, int regions)
    {
        var observed = (long)weeks * regions;
        var start = new MediaMixOptions();
        return observed switch
        {
            < 3_000 => start,
            < 30_000 => start with
            {
                TokenUnits = 64,
                HeadUnits = 64,
                Encoder = start.Encoder with { Width = 64, Heads = 4, Representation = 64 },
            },
            _ => start with
            {
                TokenUnits = 128,
                HeadUnits = 128,
                Encoder = start.Encoder with { Width = 128, Heads = 4, Blocks = 2, Representation = 128 },
            },
        };
    }
}
