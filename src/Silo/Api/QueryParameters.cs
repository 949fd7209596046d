namespace WorldModel.Silo.Api;

/// <summary>A parameter that an endpoint knows behind the question mark of its address.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">What it is for.</param>
/// <param name="IsNumber">Whether it is a whole number (or text).</param>
internal sealed record QueryParameter(string Name, string Summary, bool IsNumber = false);

/// <summary>All that an endpoint knows; what else a request brings is refused, as a field of a body is.</summary>
/// <param name="known">What the endpoint reads.</param>
/// <param name="passesOver">Whether it passes over what it does not know.</param>
internal sealed class QueryParameters(QueryParameter[] known, bool passesOver = false)
{
    public IReadOnlyList<QueryParameter> Known => known;

    /// <exception cref="ApiException">A parameter that the endpoint does not know, or one twice.</exception>
    public void Check(HttpRequest request)
    {
        // Most have none: nothing is parsed for them.
        if (passesOver || !request.QueryString.HasValue)
            return;
        foreach (var (name, values) in request.Query)
        {
            if (!known.Any(parameter => parameter.Name == name))
                throw ApiException.Invalid(name, values, Expected);
            if (values.Count > 1)
                throw ApiException.Invalid(name, values, "each parameter once");
        }
    }

    private string Expected => known.Length == 0
        ? "no parameter: this address has none"
        : $"one of the parameters {string.Join(", ", known.Select(parameter => parameter.Name))}";
}
