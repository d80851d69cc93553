"""A small filing with inline XBRL, made by hand."""

from __future__ import annotations

HEAD = """<html xmlns:ix="http://www.xbrl.org/2013/inlineXBRL" xmlns:xbrli="x" xmlns:xbrldi="y">
<body><div style="display:none"><ix:header><ix:hidden>
<ix:nonNumeric name="dei:DocumentType" contextRef="q">10-Q</ix:nonNumeric>
<ix:nonNumeric name="dei:DocumentFiscalYearFocus" contextRef="q">2026</ix:nonNumeric>
<ix:nonNumeric name="dei:DocumentFiscalPeriodFocus" contextRef="q">Q2</ix:nonNumeric>
<ix:nonNumeric name="dei:CurrentFiscalYearEndDate" contextRef="q">--01-25</ix:nonNumeric>
</ix:hidden><ix:resources>
<xbrli:context id="q"><xbrli:entity><xbrli:identifier>1</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:startDate>2025-04-28</xbrli:startDate>
<xbrli:endDate>2025-07-27</xbrli:endDate></xbrli:period></xbrli:context>
<xbrli:context id="east"><xbrli:entity><xbrli:identifier>1</xbrli:identifier><xbrli:segment>
<xbrldi:explicitMember dimension="us-gaap:StatementBusinessSegmentsAxis">hs:EastMember
</xbrldi:explicitMember></xbrli:segment></xbrli:entity>
<xbrli:period><xbrli:startDate>2025-04-28</xbrli:startDate>
<xbrli:endDate>2025-07-27</xbrli:endDate></xbrli:period></xbrli:context>
<xbrli:context id="end"><xbrli:entity><xbrli:identifier>1</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:instant>2025-07-27</xbrli:instant></xbrli:period></xbrli:context>
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>
<xbrli:unit id="each"><xbrli:divide><xbrli:unitNumerator><xbrli:measure>iso4217:USD
</xbrli:measure></xbrli:unitNumerator><xbrli:unitDenominator><xbrli:measure>xbrli:shares
</xbrli:measure></xbrli:unitDenominator></xbrli:divide></xbrli:unit>
<xbrli:unit id="pure"><xbrli:measure>xbrli:pure</xbrli:measure></xbrli:unit>
</ix:resources></ix:header></div>
"""
BODY = """
<p><ix:nonNumeric name="dei:EntityRegistrantName" contextRef="q">HARBOUR SYSTEMS INC
</ix:nonNumeric></p>
<p>For the quarterly period ended July 27, 2025</p>
<p>Condensed statements of income (in millions, except per share amounts)</p>
<table>
<tr><td></td><td></td><td colspan="2">Three Months Ended</td></tr>
<tr><td></td><td></td><td colspan="2">July 27, 2025</td></tr>
<tr><td>Revenue</td><td>$</td><td><ix:nonFraction id="f1" name="us-gaap:Revenues" contextRef="q"
 unitRef="usd" decimals="-6" scale="6" format="ixt:num-dot-decimal">46,743</ix:nonFraction></td>
 <td></td></tr>
<tr><td>Eastern revenue</td><td></td><td><ix:nonFraction id="f2" name="us-gaap:Revenues"
 contextRef="east" unitRef="usd" decimals="-6" scale="6">12,001</ix:nonFraction></td><td></td></tr>
<tr><td>Other expense</td><td></td><td>(<ix:nonFraction id="f3" name="us-gaap:OtherExpense"
 contextRef="q" unitRef="usd" decimals="-6" scale="6" sign="-">219</ix:nonFraction></td><td>)</td>
</tr>
<tr><td>Diluted</td><td>$</td><td><ix:nonFraction id="f4" name="us-gaap:EarningsPerShareDiluted"
 contextRef="q" unitRef="each" decimals="2" scale="0">1.08</ix:nonFraction></td><td></td></tr>
</table>
<p>The effective tax rate was <ix:nonFraction id="f5" name="us-gaap:EffectiveIncomeTaxRate"
 contextRef="q" unitRef="pure" decimals="3" scale="-2">15.3</ix:nonFraction>%, and
 <ix:nonFraction id="f6" name="hs:Customers" contextRef="end" unitRef="pure" decimals="INF"
 format="ixt-sec:numwordsen">two</ix:nonFraction> customers owed
 <ix:nonFraction id="f7" name="us-gaap:Dues" contextRef="end" unitRef="usd" scale="6"
 decimals="-6" format="ixt:fixed-zero">—</ix:nonFraction> million.</p>
</body></html>
"""
PAGE = HEAD + BODY
