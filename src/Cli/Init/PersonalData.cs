using System.Text.RegularExpressions;

namespace WorldModel.Cli.Init;

/// <summary>
/// Tells columns that likely hold personal data, by what their values look like or, where they have many values, by
/// what they are called. A guess that errs on the side of leaving out.
/// </summary>
internal static partial class PersonalData
{
    private const string Phones = "phone numbers";
    private const double MostValues = 0.5;
    private const int ManyLevels = 50;
    private const int Looked = 1_000;

    private static readonly (string What, Regex Name)[] ByName =
    [
        ("e-mail addresses", Email()), (Phones, Phone()), ("names of people", People()),
        ("postcodes", Postcode()), ("addresses", Address()), ("dates of birth", Birth()),
        ("identity or account numbers", Number()),
    ];

    /// <summary>What a column likely holds, in words, and how many values look so; null: nothing personal.</summary>
    public static (string What, double Share)? Of(ColumnFacts facts)
    {
        var values = facts.Counts.Keys.Take(Looked).ToArray();
        if (values.Length == 0)
            return null;
        (string What, Regex Value)[] byValue =
            [("e-mail addresses", EmailValue()), (Phones, PhoneValue()),
                ("network addresses", NetworkValue())];
        foreach (var (what, pattern) in byValue)
        {
            // 2024-01-31 has the digits and dashes of a number to dial.
            if (what == Phones && facts.DayFormat is not null)
                continue;
            var share = (double)values.Count(pattern.IsMatch) / values.Length;
            if (share >= MostValues)
                return (what, share);
        }
        if (facts.Distinct <= ManyLevels && facts.Distinct < facts.Present)
            return null;
        foreach (var (what, name) in ByName)
        {
            if (name.IsMatch(facts.Column))
                return (what, (double)facts.Distinct / facts.Present);
        }
        return null;
    }

    [GeneratedRegex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$")]
    private static partial Regex EmailValue();

    [GeneratedRegex("^(\\+|00)[0-9][0-9 ()/.-]{6,}$|^\\(?[0-9]{3,5}\\)?[ /-][0-9 -]{5,}$")]
    private static partial Regex PhoneValue();

    [GeneratedRegex("^[0-9]{1,3}(\\.[0-9]{1,3}){3}$")]
    private static partial Regex NetworkValue();

    [GeneratedRegex("e-?mail", RegexOptions.IgnoreCase)]
    private static partial Regex Email();

    [GeneratedRegex("phone|mobile|telefon", RegexOptions.IgnoreCase)]
    private static partial Regex Phone();

    [GeneratedRegex("(first|last|sur|full|middle|given|family|customer)[ _-]?name|^name$", RegexOptions.IgnoreCase)]
    private static partial Regex People();

    [GeneratedRegex("zip|post(al)?[ _-]?code|^plz$", RegexOptions.IgnoreCase)]
    private static partial Regex Postcode();

    [GeneratedRegex("address|street|strasse", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex("birth|^dob$", RegexOptions.IgnoreCase)]
    private static partial Regex Birth();

    [GeneratedRegex("iban|passport|^ssn$|card[ _-]?(no|number)|tax[ _-]?id", RegexOptions.IgnoreCase)]
    private static partial Regex Number();
}
