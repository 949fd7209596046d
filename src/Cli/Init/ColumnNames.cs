using System.Text;
using System.Text.RegularExpressions;

namespace WorldModel.Cli.Init;

/// <summary>What columns and events are called, in other people's tables.</summary>
internal static partial class ColumnNames
{
    public static readonly string[] Consumer =
    [
        "consumer", "consumerid", "customer", "customerid", "cust", "custid", "customerno", "user", "userid", "client",
        "clientid", "member", "memberid", "account", "accountid", "contactid", "subscriber", "subscriberid",
        "visitorid", "person", "personid", "household", "householdid", "uid", "id",
    ];

    public static readonly string[] Day =
        ["day", "date", "eventdate", "orderdate", "sentdate", "timestamp", "datetime", "time", "ts", "createdat",
            "when"];

    public static readonly string[] Treatment =
    [
        "treatment", "arm", "segment", "group", "variant", "cell", "testgroup", "treated", "assignment", "condition",
        "exposure",
    ];

    public static readonly string[] Outcome =
    [
        "visit", "visits", "visited", "conversion", "conversions", "converted", "purchase", "purchases", "purchased",
        "spend", "spent", "revenue", "sales", "amount", "click", "clicks", "clicked", "open", "opened", "response",
        "responded", "churn", "churned", "order", "orders", "ordered", "profit", "outcome", "bought", "subscribed",
    ];

    /// <summary>Columns of money, the likeliest to be what an event was worth first.</summary>
    private static readonly string[] Money =
    [
        "value", "amount", "revenue", "total", "spend", "price", "sales", "turnover", "spent", "profit", "sum", "amt",
        "gmv", "eventvalue", "ordervalue", "orderamount", "ordertotal", "purchaseamount",
        "purchasevalue", "purchasetotal", "totalamount", "totalvalue", "totalprice", "totalspend", "totalsales",
        "totalrevenue", "netamount", "netvalue", "netsales", "netrevenue", "grossamount", "grossvalue", "grosssales",
        "grossrevenue", "salesamount", "salesvalue", "saleamount", "saleprice", "transactionamount", "transactionvalue",
        "transactiontotal", "basketvalue", "cartvalue", "amountpaid", "amountspent", "paidamount", "moneyspent",
    ];

    private static readonly string[] Currencies = ["eur", "euro", "euros", "usd", "dollar", "dollars", "gbp", "chf"];

    public static readonly string[] Propensity = ["propensity", "probability", "pscore"];
    public static readonly string[] Cost = ["cost", "costs", "treatmentcost"];
    public static readonly string[] EventName =
        ["name", "event", "eventname", "eventtype", "eventcode", "what", "type", "action", "activity"];
    public static readonly string[] EventId =
        ["id", "eventid", "uuid", "transactionid", "orderid", "messageid", "rowid"];
    public static readonly string[] Level = ["level", "variant", "creative"];

    /// <summary>Lower case, letters and digits only.</summary>
    public static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Whether a name is one of some words.</summary>
    public static bool Is(string name, string[] words) => words.Contains(Plain(name));

    /// <summary>The first column whose name is one of the words, the earlier words first.</summary>
    public static string? Find(IEnumerable<string> columns, string[] words) =>
        words.Select(word => columns.FirstOrDefault(column => Plain(column) == word)).FirstOrDefault(c =>
            c is not null);

    /// <summary>Whether a name is one of money, with a currency behind it or without.</summary>
    public static bool IsMoney(string name) => Money.Contains(WithoutCurrency(name));

    /// <summary>The columns whose names are of money, the likeliest first.</summary>
    public static IEnumerable<string> MoneyIn(IReadOnlyCollection<string> columns) =>
        Money.SelectMany(word => columns.Where(column => WithoutCurrency(column) == word));

    private static string WithoutCurrency(string name)
    {
        var plain = Plain(name);
        var currency = Currencies.FirstOrDefault(c => plain.EndsWith(c, StringComparison.Ordinal));
        return plain[..^(currency?.Length ?? 0)];
    }

    /// <summary>Whether an event so called is something done to a consumer, rather than by one.</summary>
    public static bool IsAction(string name) => Done().IsMatch(name) && !ByConsumer().IsMatch(name);

    /// <summary>Whether an arm so called is the one that gets nothing.</summary>
    public static bool IsControl(string label) => Nothing().IsMatch(label);

    /// <summary>A name that a schema takes: letters, digits and _, a letter first; distinct from those taken.</summary>
    public static string Identifier(string name, ISet<string> taken)
    {
        var text = new StringBuilder();
        foreach (var c in name)
            text.Append(char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_');
        var plain = Underscores().Replace(text.ToString(), "_").Trim('_');
        if (plain.Length == 0 || !char.IsAsciiLetter(plain[0]))
            plain = "x_" + plain;
        plain = plain.Length > 48 ? plain[..48] : plain;
        var unique = plain;
        for (var i = 2; !taken.Add(unique); i++)
            unique = $"{plain}_{i}";
        return unique;
    }

    [GeneratedRegex("push|mail|sms|coupon|promo|campaign|offer|\\bads?\\b|impression|discount|call|letter|notif|sent"
        + "|voucher|banner|newsletter|contact", RegexOptions.IgnoreCase)]
    private static partial Regex Done();

    [GeneratedRegex("open|click|visit|purchas|buy|bought|order|view|return|respon|redeem|convert|reply|login",
        RegexOptions.IgnoreCase)]
    private static partial Regex ByConsumer();

    [GeneratedRegex("^(no|none|nothing|control|ctrl|holdout|hold-out|hold_out|placebo|untreated|0|false)\\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Nothing();

    [GeneratedRegex("_+")]
    private static partial Regex Underscores();
}
