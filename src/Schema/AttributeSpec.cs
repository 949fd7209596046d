namespace WorldModel.Schema;

/// <summary>What an attribute holds.</summary>
public enum AttributeKind
{
    /// <summary>One of a list of levels; a unit a level.</summary>
    Category,

    /// <summary>0 or 1; one unit.</summary>
    Flag,

    /// <summary>A finite number, shown to the model as the bin it falls in; a unit a bin.</summary>
    Number,
}

/// <summary>What becomes of a category that the schema does not list, and of an attribute that is missing.</summary>
public enum UnknownPolicy
{
    /// <summary>A category not listed is bad input; a missing attribute leaves all its units off.</summary>
    Refuse,

    /// <summary>Both leave all the attribute's units off.</summary>
    Ignore,

    /// <summary>Both turn a further unit on, <c>NAME_unknown</c>.</summary>
    Unit,
}

/// <summary>How a number stands in a row beside its bins.</summary>
public enum NumberScale
{
    /// <summary>By its bins only.</summary>
    None,

    /// <summary>As it is.</summary>
    Linear,

    /// <summary>As its inverse hyperbolic sine: the logarithm, but for numbers near 0 and below.</summary>
    Log,
}

/// <summary>An attribute of a consumer.</summary>
/// <param name="Name">Its name, and the prefix of its units.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Levels">Levels of a category, in unit order.</param>
/// <param name="Cuts">Rising cuts of a number: a value equal to a cut belongs to the bin above it.</param>
/// <param name="Labels">Names of the bins (one more than cuts), or of the levels, in units.</param>
/// <param name="Unknown">What becomes of unknown and missing values.</param>
/// <param name="Scale">
/// Of a number: whether it also stands in the row as one, 0 at the middle of its cuts and 1 from the first to the last.
/// </param>
public sealed record AttributeSpec(
    string Name, AttributeKind Kind, IReadOnlyList<string> Levels, IReadOnlyList<double> Cuts,
    IReadOnlyList<string> Labels, UnknownPolicy Unknown, NumberScale Scale = NumberScale.None)
{
    /// <summary>A number farther than this from the middle of its cuts counts as this far.</summary>
    private const double Farthest = 4;


    /// <summary>Units without the unknown one.</summary>
    public int KnownUnits => Kind == AttributeKind.Flag ? 1 : Labels.Count;

    public int Units => KnownUnits + (Unknown == UnknownPolicy.Unit ? 1 : 0);

    /// <summary>The word a state keeps where the value is not known.</summary>
    public int UnknownWord => Kind == AttributeKind.Number ? BitConverter.SingleToInt32Bits(float.NaN) : -1;

    /// <summary>The unit, counted from the attribute's first, that a value turns on; -1: none.</summary>
    internal int UnitOf(int word)
    {
        if (word == UnknownWord)
            return Unknown == UnknownPolicy.Unit ? KnownUnits : -1;
        return Kind switch
        {
            AttributeKind.Category => word,
            AttributeKind.Flag => word == 1 ? 0 : -1,
            _ => BinOf(BitConverter.Int32BitsToSingle(word)),
        };
    }

    /// <summary>The value of a word as a number of the row; 0 where it is not known.</summary>
    internal float NumberOf(int word)
    {
        if (word == UnknownWord)
            return 0;
        (double first, double last) = (Scaled((float)Cuts[0]), Scaled((float)Cuts[^1]));
        double middle = (Scaled((float)Cuts[(Cuts.Count - 1) / 2]) + Scaled((float)Cuts[Cuts.Count / 2])) / 2;
        double number = (Scaled(BitConverter.Int32BitsToSingle(word)) - middle) / (last - first);
        return (float)Math.Clamp(number, -Farthest, Farthest);
    }

    private double Scaled(float value) => Scale == NumberScale.Log ? Math.Asinh(value) : value;

    private int BinOf(float value)
    {
        int bin = 0;
        while (bin < Cuts.Count && value >= (float)Cuts[bin])
            bin++;
        return bin;
    }
}
